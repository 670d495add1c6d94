"""Where on their activation curves the units work: pre-activations, saturated and dead units."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells.activations import ActivationCurve
from rnn_playground.learning.unroll import Trajectory


class OperatingPoints(NamedTuple):
    """``pre_activation`` (layer, time_step, batch, hidden), of gated cells the candidate's.

    ``saturation`` (layer, time_step): fraction of all units of all samples in a flat part of the activation.
    ``dead_units`` (layer): number of units whose activation was 0, and flat there, at every time step in every sample,
    marked in ``dead_mask`` (layer, hidden). ``mean_slope`` (layer, time_step): mean f′ over all units of all samples,
    the factor by which the activation shrinks a gradient. ``zero_fraction`` (layer, time_step): how many activations
    are 0.

    Of a clockwork network all of them count the units that fire: one that waits computes no f. A time step at which
    none fires has the figures of the last one at which some did, and NaN before that; a unit that never fires is not
    called dead.
    """

    pre_activation: Tensor
    saturation: Tensor
    dead_units: Tensor
    dead_mask: Tensor
    mean_slope: Tensor
    zero_fraction: Tensor


@torch.no_grad()
def operating_points(
    trajectory: Trajectory, activation: ActivationCurve, fires: Tensor | None = None
) -> OperatingPoints:
    """Return where the units of a whole batch stand on ``activation``.

    ``fires`` (time_step, hidden) says which units compute at a step; without it all do.
    """
    pre_activation = torch.stack([torch.stack([step.pre_activation for step in steps]) for steps in trajectory.layers])
    value = torch.stack([torch.stack([step.activation for step in steps]) for steps in trajectory.layers])
    if fires is None:
        fires = torch.ones_like(value[0, :, 0], dtype=torch.bool)
    zero = value == 0
    slope = activation.slope(pre_activation, value)
    silent = zero & (slope == 0) | ~fires[:, None]
    dead = silent.flatten(1, 2).all(dim=1) & fires.any(dim=0)
    return OperatingPoints(
        pre_activation,
        _mean(activation.is_flat(pre_activation, value), fires),
        dead.sum(dim=1),
        dead,
        _mean(slope, fires),
        _mean(zero, fires),
    )


def _mean(values: Tensor, fires: Tensor) -> Tensor:
    """Return the mean (layer, time_step) over the samples and the units that fire, at the last step where some do."""
    means = (values.double().mean(dim=2) * fires).sum(dim=2) / fires.sum(dim=1)
    steps = torch.arange(len(fires)).where(fires.any(dim=1), 0)
    return means[:, steps.cummax(dim=0).values]
