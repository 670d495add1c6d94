"""How large the parameters, their gradients and their update are, tensor by tensor."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.learning.clipping import gradient_norm
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.rehearsal import Rehearsal


class Norms(NamedTuple):
    """L2 norms in float64 of the P parameter tensors w, in their order.

    ``gradient`` (P): ‖∂L/∂w‖ before clipping. ``parameter`` (P): ‖w‖. ``update_ratio`` (P): ‖Δw‖/‖w‖ of the update that
    this gradient makes, inf or NaN where w = 0. ``clip_ratio`` (): ‖g clipped‖/‖g‖ over all parameters, 1 for g = 0.
    """

    gradient: Tensor
    parameter: Tensor
    update_ratio: Tensor
    clip_ratio: Tensor


def norms(parameters: Parameters, gradient: Tensor, rehearsal: Rehearsal) -> Norms:
    """Return the norms at ``parameters`` with their ``gradient`` before clipping, of the update that was rehearsed."""
    before = parameters.vector.detach().double()
    sizes = _by_parameter(parameters, before)
    steps = _by_parameter(parameters, rehearsal.vector.double() - before)
    whole = gradient_norm(gradient)
    clip_ratio = torch.where(whole == 0, 1.0, gradient_norm(rehearsal.gradient) / whole)
    return Norms(_by_parameter(parameters, gradient), sizes, steps / sizes, clip_ratio)


def _by_parameter(parameters: Parameters, vector: Tensor) -> Tensor:
    return torch.stack([gradient_norm(value) for value in parameters.split(vector).values()])
