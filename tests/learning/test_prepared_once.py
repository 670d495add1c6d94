"""A sequence that is run in many stretches takes the matrix exponential of its weights once."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import OrthogonalCell
from rnn_playground.experiment.tasks import EchoTask
from rnn_playground.learning.generalisation import STRETCH, score
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import ReferenceReader
from rnn_playground.learning.sampling import generate
from rnn_playground.tasks import draw_batch

Run = Callable[[Network, Parameters], object]


def write(network: Network, parameters: Parameters) -> object:
    stream = np.random.default_rng(0)
    alphabet = torch.eye(2, dtype=torch.float64)
    reader = ReferenceReader(network, parameters)
    return generate(reader, alphabet, (0, 1), count=20, temperature=1.0, generator=stream)


def run_free(network: Network, parameters: Parameters) -> object:
    return ReferenceReader(network, parameters).read(torch.zeros(3, 2, dtype=torch.float64), 17)


def read_in_stretches(network: Network, parameters: Parameters) -> object:
    task = EchoTask(length=3 * STRETCH)
    batch = draw_batch(task, 2, 0, 0)
    doubled = batch._replace(inputs=batch.inputs.repeat(1, 1, 2))
    return score(network, parameters, task.loss, doubled)


@pytest.mark.parametrize("run", [write, run_free, read_in_stretches])
def test_the_weights_are_prepared_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = OrthogonalCell(hidden_size=4, layers=2)
    drawn = draw_parameters(Lane(cell=cell), 2, 2, 0)
    parameters = Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})
    exponential, taken = torch.matrix_exp, []
    monkeypatch.setattr(torch, "matrix_exp", lambda matrix: taken.append(matrix) or exponential(matrix))
    run(Network.build(cell), parameters)
    assert len(taken) == cell.layers
