"""An update that is computed and not made."""

from __future__ import annotations

import copy
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.experiment.learning import Clip
from rnn_playground.learning.clipping import clip_gradient, gradient_norm
from rnn_playground.learning.optimizers import UpdateRule


class UpdatePreview(NamedTuple):
    """The parameter ``vector`` that an update would leave, and the ``gradient`` it would use, clipped; copies both.

    Both are laid out as the parameters; the gradient is 0 where nothing is trained. ``clip_ratio`` (): what clipping
    leaves of the gradient's norm, in float64, 1 for a gradient of 0.
    """

    vector: Tensor
    gradient: Tensor
    clip_ratio: Tensor


def preview_update(rule: UpdateRule, gradient: Tensor, clip: Clip, learning_rate: float) -> UpdatePreview:
    """Return what ``rule`` would make of ``gradient``; nothing of it is touched."""
    twin = copy.deepcopy(rule)
    twin.learning_rate = learning_rate
    twin.vector.grad = clipped = rule.used(gradient.clone())
    whole = gradient_norm(clipped)
    clip_gradient(clip, twin.vector)
    twin.step()
    ratio = torch.where(whole == 0, 1.0, gradient_norm(clipped) / whole)
    return UpdatePreview(twin.vector.detach(), clipped, ratio)
