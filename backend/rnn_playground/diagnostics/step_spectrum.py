"""The eigenvalues of each time step's Jacobian: W together with the slopes and gates that it meets."""

from __future__ import annotations

import torch
from torch import Tensor


def step_eigenvalues(jacobians: Tensor) -> Tensor:
    """Return (time_step, S, 2), real and imaginary part, of J_t (time_step, S, S); NaN where J_t is not finite."""
    finite = jacobians.isfinite().all(dim=2).all(dim=1)[:, None, None]
    eigenvalues = torch.view_as_real(torch.linalg.eigvals(torch.where(finite, jacobians, 0.0)))
    return torch.where(finite, eigenvalues, torch.nan)
