"""How large the parameters, their gradients, their update are, tensor by tensor; how far truncation is off."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.learning.clipping import gradient_norm
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.update_preview import UpdatePreview


class Norms(NamedTuple):
    """L2 norms in float64 of the P parameter tensors w, in their order.

    ``gradient`` (P): ‖∂L/∂w‖ before clipping. ``parameter`` (P): ‖w‖. ``update_ratio`` (P): ‖Δw‖/‖w‖ of the update that
    this gradient makes, inf or NaN where w = 0. ``clip_ratio`` (): ‖g clipped‖/‖g‖ over all parameters that train, 1
    for g = 0.
    """

    gradient: Tensor
    parameter: Tensor
    update_ratio: Tensor
    clip_ratio: Tensor


def norms(parameters: Parameters, gradient: Tensor, preview: UpdatePreview) -> Norms:
    """Return the norms at ``parameters`` with their ``gradient`` before clipping, of the update in ``preview``."""
    before = parameters.vector.detach().double()
    sizes = _by_parameter(parameters, before)
    steps = _by_parameter(parameters, preview.vector.double() - before)
    return Norms(_by_parameter(parameters, gradient), sizes, steps / sizes, preview.clip_ratio)


def _by_parameter(parameters: Parameters, vector: Tensor) -> Tensor:
    return torch.stack([gradient_norm(value) for value in parameters.split(vector).values()])


class TruncationError(NamedTuple):
    """``error`` ‖g_trunc − g_full‖/‖g_full‖ and ``cosine`` of the angle between the two, over all parameters jointly.

    The error is NaN where the full gradient is 0, the cosine where either is.
    """

    error: float
    cosine: float


def truncation_error(truncated: Tensor, full: Tensor) -> TruncationError:
    """Compare two gradients, vectors laid out as the parameters, in float64 (Williams and Peng, 1990)."""
    truncated, full = truncated.double(), full.double()
    sizes = torch.linalg.vector_norm(torch.stack([truncated, full]), dim=1)
    error = torch.linalg.vector_norm(truncated - full) / sizes[1]
    return TruncationError(float(error), float((truncated / sizes[0]) @ (full / sizes[1])))
