"""What the steps of a lane read and change: its network, how that is updated, and how far its loss is followed."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.learning import Bptt, Clip
from rnn_playground.experiment.tasks import Task, period_of
from rnn_playground.learning.network import Network
from rnn_playground.learning.optimizers import build_optimizer
from rnn_playground.learning.parameters import Parameters


@dataclass
class LaneState:
    """``clip``, ``bptt`` and the optimiser's learning rate are those of the next update; ``document`` has the first."""

    document: Lane
    task: Task
    network: Network
    parameters: Parameters
    optimizer: torch.optim.Optimizer
    clip: Clip
    bptt: Bptt

    @classmethod
    def drawn(cls, document: Lane, task: Task, weight_seed: int, dtype: torch.dtype) -> LaneState:
        """Return the state of a lane before its first step."""
        drawn = draw_parameters(document, task.input_size, task.output_size, weight_seed)
        network = Network.build(document.cell, document.clamps, period_of(task))
        parameters = Parameters.join({name: torch.from_numpy(value).to(dtype) for name, value in drawn.items()})
        optimizer = build_optimizer(document.optimizer, parameters.vector)
        return cls(document, task, network, parameters, optimizer, document.clip, document.bptt)
