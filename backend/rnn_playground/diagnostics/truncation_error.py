"""What truncation changes of a gradient."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


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
