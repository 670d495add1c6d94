"""How far back the last loss is felt."""

from __future__ import annotations

import math

import numpy as np
from torch import Tensor

THRESHOLD = 0.01


def memory_horizon(adjoint_norm: Tensor, last_scored_step: int) -> float:
    """Return the largest k with ‖λ_{T−k}‖ ≥ 1 % of ‖λ_{T−1}‖, T the last scored step; 0 where nothing leads there.

    NaN where a norm is not finite.

    ``adjoint_norm`` (time_step) is ‖λ_t‖ of the top layer (``last_loss``). The step at which the loss enters does not
    count: what is lost there is lost once, however far the way is.
    """
    norms = adjoint_norm[:last_scored_step].detach().numpy()
    if not np.isfinite(norms).all():
        return math.nan
    if not len(norms) or norms[-1] == 0.0:
        return 0
    return last_scored_step - int((norms >= THRESHOLD * norms[-1]).argmax())
