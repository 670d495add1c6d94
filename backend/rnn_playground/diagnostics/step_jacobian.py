"""Every time step of a layer by itself: what it does to a small change of the state."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import CellStep, State
from rnn_playground.learning.forward_pass import ForwardPass


class SingleSteps(NamedTuple):
    """The steps of one layer as rows of one batch, row t · batch + b for sample b at time step t from 0.

    ``before`` (rows, …), the state before each step, and ``inputs`` (rows, input) are leaves; ``recurrent`` is what the
    cell's ``recur`` made of them and ``step`` what its ``step`` did, so derivatives reach back one time step only.
    """

    before: State
    inputs: Tensor
    recurrent: Tensor
    step: CellStep


def single_steps(passed: ForwardPass, layer: int, sample: int | None = None) -> SingleSteps:
    """Return the steps of ``layer`` at the recorded states: those of one sample, in float64, or of the whole batch."""
    chosen = slice(None) if sample is None else slice(sample, sample + 1)
    parameters = passed.parameters if sample is None else passed.parameters.to(torch.float64)
    states = [tuple(tensor[chosen].detach() for tensor in step.state) for step in passed.trajectory.layers[layer]]
    first = tuple(tensor[chosen] for tensor in passed.states_before(0)[layer])
    inputs = passed.inputs[:, chosen] if layer == 0 else _hidden_states(passed, layer - 1)[:, chosen]
    dtype = parameters.vector.dtype
    before = tuple(torch.cat(rows).to(dtype).requires_grad_() for rows in zip(first, *states[:-1], strict=True))
    rows = inputs.detach().flatten(0, 1).to(dtype, copy=True).requires_grad_()
    time_steps = torch.arange(len(states)).repeat_interleave(inputs.shape[1])[:, None] + passed.start.time_step
    cell = passed.network.cells[layer]
    weights = cell.prepare(parameters.layer(layer))
    drive = cell.drive(weights, rows[None])[0]
    recurrent = cell.recur(weights, drive, before)
    return SingleSteps(before, rows, recurrent, cell.step(weights, drive, recurrent, before, time_steps))


def _hidden_states(passed: ForwardPass, layer: int) -> Tensor:
    return torch.stack([step.state[0] for step in passed.trajectory.layers[layer]])


def step_jacobians(passed: ForwardPass, layer: int, sample: int) -> Tensor:
    """Return J_t = ∂s_t/∂s_{t−1} (time_step, S, S) of one layer and sample, in float64: rows s_t, columns s_{t−1}.

    s is the joint state, its tensors one after the other in the order of the cell's ``states``, h first; a complex one
    counts as two real numbers a unit. The first J is that with respect to the state before the first step. Exact for
    every cell: S vector–Jacobian products at once, of steps that do not depend on one another.
    """
    return _jacobians(single_steps(passed, layer, sample))


def batch_jacobians(passed: ForwardPass, layer: int) -> Tensor:
    """Return the J_t of every sample, (time_step, batch, S, S), in the floating type of the parameters."""
    found = _jacobians(single_steps(passed, layer))
    return found.reshape(-1, passed.inputs.shape[1], *found.shape[1:])


def step_eigenvalues(jacobians: Tensor) -> Tensor:
    """Return (time_step, S, 2), real and imaginary part, of J_t (time_step, S, S); NaN where J_t is not finite.

    They are those of W together with the slopes and gates that it meets.
    """
    finite = jacobians.isfinite().all(dim=2).all(dim=1)[:, None, None]
    eigenvalues = torch.view_as_real(torch.linalg.eigvals(torch.where(finite, jacobians, 0.0)))
    return torch.where(finite, eigenvalues, torch.nan)


def _jacobians(seen: SingleSteps) -> Tensor:
    """Return those of independent steps, (rows, S, S)."""
    after = seen.step.state
    sizes = [tensor[0].numel() for tensor in after]
    directions = torch.split(torch.eye(sum(sizes), dtype=after[0].dtype), sizes, dim=1)
    cotangents = [
        direction.reshape(-1, 1, *tensor.shape[1:]).expand(-1, *tensor.shape)
        for direction, tensor in zip(directions, after, strict=True)
    ]
    products = torch.autograd.grad(after, seen.before, cotangents, is_grads_batched=True, allow_unused=True)
    columns = [
        before.new_zeros(sum(sizes), *before.shape) if product is None else product
        for product, before in zip(products, seen.before, strict=True)
    ]
    return torch.cat([column.flatten(2) for column in columns], dim=2).transpose(0, 1)
