"""How a gradient is held back before it is applied."""

from __future__ import annotations

from typing import assert_never

import torch
from torch import Tensor
from torch.nn.utils import clip_grad_value_, clip_grads_with_norm_

from rnn_playground.experiment.learning import Clip, NoClip, NormClip, ValueClip


def gradient_norm(gradient: Tensor) -> Tensor:
    """Return ‖gradient‖₂ () over all parameters jointly, summed in float64."""
    norm: Tensor = torch.linalg.vector_norm(gradient, dtype=torch.float64)
    return norm


def clip_gradient(clip: Clip, vector: Tensor) -> None:
    """Clip ``vector.grad``, the gradient of all parameters, in place.

    By norm: g · min(1, threshold / (norm + 1e−6)) (Pascanu et al., 2013, algorithm 1; the 1e−6 is torch's).
    """
    match clip:
        case NoClip():
            return
        case NormClip(threshold=threshold):
            clip_grads_with_norm_(vector, threshold, gradient_norm(_gradient(vector)))
        case ValueClip(threshold=threshold):
            clip_grad_value_(vector, threshold)
        case _ as unreachable:
            assert_never(unreachable)


def _gradient(vector: Tensor) -> Tensor:
    if vector.grad is None:
        raise ValueError("the parameters have no gradient to clip; set vector.grad first")
    return vector.grad
