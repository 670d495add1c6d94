"""An update that is computed and not made."""

from __future__ import annotations

import copy
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.experiment.learning import Clip
from rnn_playground.learning.clipping import clip_gradient
from rnn_playground.learning.optimizers import set_learning_rate


class UpdatePreview(NamedTuple):
    """The parameter ``vector`` that an update would leave, and the ``gradient`` it would use, clipped; copies both."""

    vector: Tensor
    gradient: Tensor


@torch.no_grad()
def preview_update(
    optimizer: torch.optim.Optimizer, gradient: Tensor, clip: Clip, learning_rate: float
) -> UpdatePreview:
    """Return what ``optimizer``, of one parameter vector, would make of ``gradient``; nothing of it is touched."""
    twin = copy.deepcopy(optimizer)
    vector: Tensor = twin.param_groups[0]["params"][0]
    set_learning_rate(twin, learning_rate)
    clipped = gradient.clone()
    vector.grad = clipped
    clip_gradient(clip, vector)
    twin.step()
    return UpdatePreview(vector.detach(), clipped)
