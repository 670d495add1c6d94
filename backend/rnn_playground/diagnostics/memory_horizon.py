"""How far back the last loss is felt."""

from __future__ import annotations

from torch import Tensor

THRESHOLD = 0.01


def memory_horizon(adjoint_norm: Tensor, last_scored_step: int) -> int:
    """Return the largest k with ‖λ_{T−k}‖ ≥ 1 % of ‖λ_{T−1}‖, T the last scored step; 0 where nothing leads there.

    ``adjoint_norm`` (time_step) is ‖λ_t‖ of the top layer (``last_loss``). The step at which the loss enters does not
    count: what is lost there is lost once, however far the way is.
    """
    norms = adjoint_norm[:last_scored_step].detach().numpy()
    if not len(norms) or not norms[-1] > 0.0:
        return 0
    return last_scored_step - int((norms >= THRESHOLD * norms[-1]).argmax())
