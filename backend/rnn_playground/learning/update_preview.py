"""An update that is computed and not made."""

from __future__ import annotations

import copy
from typing import NamedTuple

from torch import Tensor

from rnn_playground.experiment.learning import Clip
from rnn_playground.learning.clipping import clip_gradient
from rnn_playground.learning.optimizers import UpdateRule


class UpdatePreview(NamedTuple):
    """The parameter ``vector`` that an update would leave, and the ``gradient`` it would use, clipped; copies both."""

    vector: Tensor
    gradient: Tensor


def preview_update(rule: UpdateRule, gradient: Tensor, clip: Clip, learning_rate: float) -> UpdatePreview:
    """Return what ``rule`` would make of ``gradient``; nothing of it is touched."""
    twin = copy.deepcopy(rule)
    twin.learning_rate = learning_rate
    twin.vector.grad = clipped = gradient.clone()
    clip_gradient(clip, twin.vector)
    twin.step()
    return UpdatePreview(twin.vector.detach(), clipped)
