"""Where on their activation curves the units work: pre-activations, saturated and dead units."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells.activations import Curve
from rnn_playground.learning.unroll import Trajectory


class OperatingPoints(NamedTuple):
    """``pre_activation`` (layer, time_step, batch, hidden), of gated cells the candidate's.

    ``saturation`` (layer, time_step): fraction of all units of all samples in a flat part of the activation.
    ``dead_units`` (layer): number of units whose activation was 0 at every time step in every sample.
    """

    pre_activation: Tensor
    saturation: Tensor
    dead_units: Tensor


@torch.no_grad()
def operating_points(trajectory: Trajectory, activation: Curve) -> OperatingPoints:
    """Return where the units of a whole batch stand on ``activation``."""
    pre_activation = torch.stack([torch.stack([step.pre_activation for step in steps]) for steps in trajectory.layers])
    value = torch.stack([torch.stack([step.activation for step in steps]) for steps in trajectory.layers])
    flat = activation.is_flat(pre_activation, value)
    return OperatingPoints(
        pre_activation, flat.double().mean(dim=(2, 3)), (value == 0).all(dim=2).all(dim=1).sum(dim=1)
    )
