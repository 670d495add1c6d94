"""What every gate let through."""

from __future__ import annotations

import torch
from torch import Tensor

from rnn_playground.learning.unroll import Trajectory


def gate_values(trajectory: Trajectory, sample: int) -> Tensor:
    """Return the gates (layer, time_step, gate, hidden) of one sample, after their activation."""
    layers = [
        torch.stack([torch.stack([gate[sample] for gate in step.gates]) for step in steps])
        for steps in trajectory.layers
    ]
    return torch.stack(layers).detach()
