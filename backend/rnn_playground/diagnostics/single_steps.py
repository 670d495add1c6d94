"""Every time step of a layer by itself: all of them evaluated once more, side by side, none depending on another."""

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
