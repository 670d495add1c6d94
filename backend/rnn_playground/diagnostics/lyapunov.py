"""Lyapunov exponents: the mean rates at which small changes of the state grow or shrink, in a sequence and for good."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from rnn_playground.diagnostics.jacobian_product import Float64Array, end_to_end_singular_values
from rnn_playground.diagnostics.step_jacobian import batch_jacobians
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.start import ZERO_STATE
from rnn_playground.learning.unroll import prepare, unroll

BLOCK = 32
"""Time steps of a long run whose Jacobians are held at once."""

LOST = 100
"""How many times the rounding error of a number still counts as nothing: errors of the others add to it."""

TOLERANCE, RELATIVE_TOLERANCE = 0.005, 0.05
"""In nats a time step, and of the exponent itself: what error and drift of one that has converged may be."""


class LongRun(NamedTuple):
    """``exponents`` (S) in nats a time step, decreasing, NaN where not converged, and their standard ``error`` (S)."""

    exponents: Tensor
    error: Tensor


def finite_time_exponents(jacobians: Float64Array) -> Float64Array:
    """Return (1/(T − 1)) ln σ_i of ∂s_T/∂s_1 = J_T … J_2 (S), decreasing, from the steps J_1 … J_T (time_step, S, S).

    They are those of this one sequence: e^{λ_1} is by how much the direction that grows most grows a time step from its
    first state to its last. −inf where a direction is lost, NaN where a J_t is not finite and where there is one step.
    """
    values = end_to_end_singular_values(jacobians)
    if len(jacobians) == 1:
        return np.full_like(values, np.nan)
    with np.errstate(divide="ignore"):
        exponents: Float64Array = np.log(values) / (len(jacobians) - 1)
    return exponents


def long_run(network: Network, parameters: Parameters, inputs: Tensor, transient: int) -> list[LongRun]:
    """Return the exponents of each layer, of its own Jacobians, while the network reads ``inputs``.

    ``inputs`` (time_step, run, input) are independent runs side by side, each from the zero state; the first
    ``transient`` time steps, in which the state comes near to where it stays and the directions turn into the order of
    their growth, do not count. Computed in float64.
    """
    exact = parameters.to(torch.float64)
    weights, start = prepare(network, exact), ZERO_STATE
    size = sum(shape.numel() for shape in map(torch.Size, network.state_shapes.values()))
    turned = [torch.eye(size, dtype=torch.float64).repeat(inputs.shape[1], 1, 1) for _ in network.cells]
    found: list[list[Tensor]] = [[] for _ in network.cells]
    for block in torch.split(inputs.double(), BLOCK):
        with torch.no_grad():
            run = unroll(network, exact, block, start.states, start.time_step, prepared=weights)
        passed = ForwardPass(network, exact, block, start, run)
        for layer in range(len(network.cells)):
            turned[layer], logarithms = stretches(batch_jacobians(passed, layer), turned[layer])
            found[layer].append(logarithms)
        start = start.after(run)
    return [long_run_exponents(torch.cat(layer)[transient:]) for layer in found]


def stretches(jacobians: Tensor, turned: Tensor) -> tuple[Tensor, Tensor]:
    """Return Q_T (run, S, S) and ln |R_{t,ii}| (time_step, run, S) of J_t Q_{t−1} = Q_t R_t (Benettin et al., 1980).

    ``jacobians`` (time_step, run, S, S) are the steps of runs side by side, ``turned`` is Q_0. −inf where a direction
    is lost, NaN in a run whose J_t is not finite. Lost is what comes out of a step within the rounding error of its own
    length: of a singular J_t, as ReLU units that are off make it, nothing else is left, nor where the terms of a
    product cancel.
    """
    rounding = LOST * jacobians.shape[-1] * torch.finfo(jacobians.dtype).eps
    found = []
    is_finite = jacobians.isfinite().flatten(2).all(dim=2)[..., None]
    for jacobian, is_known in zip(torch.where(is_finite[..., None], jacobians, 0.0), is_finite, strict=True):
        columns = jacobian @ turned
        columns = torch.where(columns.abs() > rounding * (jacobian.abs() @ turned.abs()), columns, 0.0)
        turned, stretched = torch.linalg.qr(columns)
        lengths = stretched.diagonal(dim1=-2, dim2=-1).abs()
        lengths = torch.where(lengths > rounding * torch.linalg.vector_norm(columns, dim=-2), lengths, 0.0)
        found.append(torch.where(is_known, lengths, torch.nan).log())
    return turned, torch.stack(found)


def long_run_exponents(logarithms: Tensor) -> LongRun:
    """Return the exponents of ``logarithms`` (time_step, run, S), those of ``stretches`` without a transient.

    λ_i is the mean over time and runs, its standard error that of the means of the runs' halves (batch means). An
    exponent has converged where this error, and the difference between all first and all second halves, are within
    0.005 + 0.05 |λ_i| nats a time step; where it has not, it is NaN. A direction that is lost once is lost for good.
    """
    exponents, order = logarithms.mean(dim=(0, 1)).sort(descending=True)
    halves = torch.stack([half.mean(dim=0) for half in logarithms.tensor_split(2)])[:, :, order]
    batches = halves.flatten(0, 1)
    error = batches.std(dim=0) / len(batches) ** 0.5
    earlier, later = halves.mean(dim=1)
    allowed = TOLERANCE + RELATIVE_TOLERANCE * exponents.abs()
    converged = (error <= allowed) & ((earlier - later).abs() <= allowed)
    lost = exponents == -torch.inf
    return LongRun(torch.where(converged | lost, exponents, torch.nan), torch.where(lost, 0.0, error))
