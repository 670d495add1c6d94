"""Lyapunov exponents: the mean rates at which small changes of the state grow or shrink."""

from __future__ import annotations

import torch
from torch import Tensor

LOST = 100
"""How many times the rounding error of a number still counts as nothing: errors of the others add to it."""


def lyapunov_exponents(jacobians: Tensor) -> Tensor:
    """Return λ_1 ≥ λ_2 ≥ … (S) in nats a time step, of the steps J_1 … J_T (time_step, S, S).

    J_t Q_{t−1} = Q_t R_t from Q_0 = I, λ_i = (1/T) Σ_t ln |R_{t,ii}| (Benettin et al., 1980). They are those of this
    one sequence; −inf where a direction is lost altogether, NaN where a J_t is not finite. Lost is what comes out of a
    step within the rounding error of its own length: of a singular J_t, as ReLU units that are off make it, nothing
    else is left, nor where the terms of a product cancel.
    """
    if not bool(jacobians.isfinite().all()):
        return jacobians.new_full(jacobians.shape[1:2], torch.nan)
    rates = torch.zeros_like(jacobians[0, 0])
    turned = torch.eye(len(rates), dtype=jacobians.dtype)
    for jacobian in jacobians:
        columns, rounding = jacobian @ turned, LOST * len(rates) * torch.finfo(jacobian.dtype).eps
        columns = torch.where(columns.abs() > rounding * (jacobian.abs() @ turned.abs()), columns, 0.0)
        turned, stretched = torch.linalg.qr(columns)
        lengths = stretched.diagonal().abs()
        rates += torch.where(lengths > rounding * torch.linalg.vector_norm(columns, dim=0), lengths, 0.0).log()
    return (rates / len(jacobians)).sort(descending=True).values
