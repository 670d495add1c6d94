"""Batches as the kernels read them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from rnn_playground.kernels.training_steps import Batches
from rnn_playground.tasks import TaskBatch

_NO_CLASSES = np.zeros((0, 0), dtype=np.int64)
_NO_VALUES = np.zeros((0, 0, 0), dtype=np.float32)
_NO_LEGAL = np.zeros((0, 0, 0), dtype=np.bool_)


def prepare_batches(block: TaskBatch) -> Batches:
    """Return batches that lie side by side in ``block``, float32, for the kernels.

    The arrays are contiguous: the kernels are compiled for nothing else.
    """
    targets, mask = _contiguous(block.targets), _contiguous(block.loss_mask)
    has_values = block.targets.is_floating_point()
    return Batches(
        inputs=_contiguous(block.inputs.transpose(1, 2)),
        classes=_NO_CLASSES if has_values else targets,
        values=targets if has_values else _NO_VALUES,
        mask=mask,
        counted=mask if block.metric_mask is None else _contiguous(block.metric_mask),
        legal=_NO_LEGAL if block.legal is None else _contiguous(block.legal),
    )


def _contiguous(tensor: Tensor) -> NDArray[Any]:
    return np.ascontiguousarray(tensor.numpy())
