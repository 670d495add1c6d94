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
    ``dead_units`` (layer): number of units whose activation was 0, and flat there, at every time step in every sample,
    marked in ``dead_mask`` (layer, hidden). ``mean_slope`` (layer, time_step): mean f′ over all units of all samples,
    the factor by which the activation shrinks a gradient. ``zero_fraction`` (layer, time_step): how many activations
    are 0.
    """

    pre_activation: Tensor
    saturation: Tensor
    dead_units: Tensor
    dead_mask: Tensor
    mean_slope: Tensor
    zero_fraction: Tensor


@torch.no_grad()
def operating_points(trajectory: Trajectory, activation: Curve) -> OperatingPoints:
    """Return where the units of a whole batch stand on ``activation``."""
    pre_activation = torch.stack([torch.stack([step.pre_activation for step in steps]) for steps in trajectory.layers])
    value = torch.stack([torch.stack([step.activation for step in steps]) for steps in trajectory.layers])
    zero = value == 0
    slope = activation.slope(pre_activation, value)
    dead = (zero & (slope == 0)).flatten(1, 2).all(dim=1)
    return OperatingPoints(
        pre_activation,
        activation.is_flat(pre_activation, value).double().mean(dim=(2, 3)),
        dead.sum(dim=1),
        dead,
        slope.double().mean(dim=(2, 3)),
        zero.double().mean(dim=(2, 3)),
    )
