"""What every gate let through."""

from __future__ import annotations

from collections.abc import Sequence

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


@torch.no_grad()
def gate_statistics(trajectory: Trajectory, limits: Sequence[float] = (1.0,)) -> Tensor:
    """Return (layer, time_step, gate, 3) over all samples and units: mean, share above 0.9, share below 0.1.

    Of a gate whose largest value, in ``limits``, is not 1 the shares are those above 0.9 and below 0.1 of that. A
    candidate, which may be negative, is counted like the gates.
    """
    layers = []
    for steps in trajectory.layers:
        gates = torch.stack([torch.stack(step.gates) for step in steps]).flatten(2)
        largest = torch.tensor(limits, dtype=gates.dtype)[:, None]
        shares = [gates.double(), (gates > 0.9 * largest).double(), (gates < 0.1 * largest).double()]
        layers.append(torch.stack([share.mean(dim=2) for share in shares], dim=2))
    return torch.stack(layers)


def keep_product(keep: Tensor) -> Tensor:
    """Return F_t = Π_{k = t+1 … T} of the keep gate (layer, time_step, hidden), in float64; 1 at t = T.

    It is how much of a unit's state after step t is still in its state at the end, by way of the gate alone.
    """
    after = keep.double().flip(1).cumprod(dim=1).flip(1)
    return torch.cat([after[:, 1:], torch.ones_like(after[:, :1])], dim=1)
