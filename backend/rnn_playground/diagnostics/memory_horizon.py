"""How far back the last loss is felt."""

from __future__ import annotations

from torch import Tensor

THRESHOLD = 0.01


def memory_horizon(state_gradient_norm: Tensor, last_scored_step: int) -> int:
    """Return the largest k with ‖∂ℓ_T/∂s_{T−k}‖ ≥ 1 % of ‖∂ℓ_T/∂s_T‖, T the last scored step; 0 where that is 0.

    ``state_gradient_norm`` (time_step) is the top layer's profile; it is that of ℓ_T alone where a sequence is scored
    once, at T.
    """
    profile = state_gradient_norm[: last_scored_step + 1].detach().numpy()
    felt = profile >= THRESHOLD * profile[-1]
    if not felt.any() or profile[-1] == 0.0:
        return 0
    return last_scored_step - int(felt.argmax())
