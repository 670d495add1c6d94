from collections.abc import Callable

import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.experiment.tasks import Task
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import unroll
from rnn_playground.tasks import draw_batch


@pytest.fixture
def make_problem() -> Callable[..., Problem]:
    """A float64 network with its drawn parameters and one batch of a task."""

    def make(cell: CellConfig, task: Task, batch_size: int = 3, weight_seed: int = 0, data_seed: int = 0) -> Problem:
        drawn = draw_parameters(Lane(cell=cell), task.input_size, task.output_size, weight_seed)
        parameters = Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})
        return Problem(Network.build(cell), parameters, draw_batch(task, batch_size, data_seed, 0), task.loss)

    return make


@pytest.fixture
def make_pass() -> Callable[[Problem], ForwardPass]:
    """The forward pass of a problem."""

    def make(problem: Problem) -> ForwardPass:
        network, parameters, batch, _, start = problem
        trajectory = unroll(network, parameters, batch.inputs, start.states, start.time_step)
        return ForwardPass(network, parameters, batch.inputs, start, trajectory)

    return make
