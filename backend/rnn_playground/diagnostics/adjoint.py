"""The adjoint sweep: every loss by itself, followed back through the whole network one time step at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import State, Weights
from rnn_playground.diagnostics.network_step import as_states, flat, step_again
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import vector_jacobian, with_loss_scale
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss
from rnn_playground.learning.network import read_out
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import prepare

ROWS = 4096
"""Sequences that go through one vector–Jacobian product together: enough for speed, little enough for the caches."""


class Adjoints(NamedTuple):
    """What the losses made at ``losses`` (their time steps, the latest first) say of the state at ``time_step``.

    ``joint[layer]`` are λ_{i,s}, each tensor (loss, batch, …): the derivatives of ℓ_{i,b} with respect to the joint
    state, its tensors and those of all layers independent coordinates. ``total[layer]`` are those along every path,
    the ones within the time step too (of c through the h made of it, of h through the layers above).
    """

    time_step: int
    losses: list[int]
    joint: list[State]
    total: list[State]


def loss_derivatives(kind: Loss, scoring: Scoring, passed: ForwardPass) -> Tensor:
    """Return ∂ℓ_{i,b}/∂h_{i,b} (S, batch, hidden) at the S scored steps, of the read-out's way to the top layer alone.

    ℓ_{i,b} is (B/N) times the loss that sample b makes at step i, 0 where it makes none: their mean over the batch and
    sum over the steps is the batch loss.
    """
    top = passed.trajectory.top
    hidden_state = torch.stack([top[step].state[0].detach() for step in scoring.time_steps]).requires_grad_()
    loss = batch_loss(kind, scoring.select(read_out(passed.parameters, hidden_state)), scoring.targets)
    (derivative,) = torch.autograd.grad(loss, hidden_state)
    return derivative * hidden_state.shape[1]


def adjoint_sweep(
    kind: Loss, scoring: Scoring, passed: ForwardPass, rows: int = ROWS, loss_scale: float = 1.0
) -> Iterator[Adjoints]:
    """Yield ``loss_scale`` times the adjoints at every time step from the last scored one back to the first.

    One time step's graph is alive at a time, over at most ``rows`` sequences, or one batch if that is more; the
    adjoints themselves are (losses · batch) rows.
    """
    derivatives = dict(zip(scoring.time_steps, loss_derivatives(kind, scoring, passed) * loss_scale, strict=True))
    weights = prepare(passed.network, passed.parameters)
    joint = [tuple(tensor.new_zeros(0, *tensor.shape) for tensor in state) for state in passed.states_before(0)]
    losses: list[int] = []
    for time_step in range(scoring.time_steps[-1], -1, -1):
        if time_step in derivatives:
            losses = [*losses, time_step]
            joint = _with_loss(joint, derivatives[time_step])
        earlier, total = _step_back(passed, weights, time_step, joint, rows)
        yield Adjoints(time_step, losses, joint, total)
        joint = earlier


def _with_loss(joint: Sequence[State], derivative: Tensor) -> list[State]:
    """Return the adjoints with those of one more loss below: its derivative at h of the top layer, 0 elsewhere."""
    more = [tuple(tensor.new_zeros(1, *tensor.shape[1:]) for tensor in state) for state in joint]
    more[-1] = (derivative[None], *more[-1][1:])
    return [tuple(map(torch.cat, zip(state, added, strict=True))) for state, added in zip(joint, more, strict=True)]


def _step_back(
    passed: ForwardPass, weights: Sequence[Weights], time_step: int, joint: Sequence[State], rows: int
) -> tuple[list[State], list[State]]:
    """Return the adjoints of the states before ``time_step``, and the total derivatives with respect to its own."""
    batch_size = passed.inputs.shape[1]
    parts = []
    for piece in zip(*(torch.split(tensor, max(1, rows // batch_size)) for tensor in flat(joint)), strict=True):
        step = step_again(passed, weights, time_step, copies=len(piece[0]))
        wanted = [*flat(step.before), *flat(step.after)]
        found = vector_jacobian(flat(step.after), wanted, [tensor.flatten(0, 1) for tensor in piece])
        parts.append([tensor.view(-1, batch_size, *tensor.shape[1:]) for tensor in found])
    joined = [torch.cat(pieces) for pieces in zip(*parts, strict=True)]
    half = len(joined) // 2
    return as_states(joined[:half], joint), as_states(joined[half:], joint)


class GradientTriangle(NamedTuple):
    """Batch means (time_step of the loss, time_step of the state) float64 in the top layer, 0 above the diagonal.

    ``hidden`` of ‖∂ℓ_{i,b}/∂h_{s,b}‖₂, ``state`` of the same for the joint state: total derivatives.
    """

    hidden: Tensor
    state: Tensor


def gradient_triangle(kind: Loss, scoring: Scoring, passed: ForwardPass) -> GradientTriangle:
    """Return the triangle of a batch, through the whole sequence (Pascanu, Mikolov and Bengio, 2013)."""
    return with_loss_scale(
        lambda loss_scale: _triangle(kind, scoring, passed, loss_scale), passed.inputs, lambda triangle: triangle
    )


def _triangle(kind: Loss, scoring: Scoring, passed: ForwardPass, loss_scale: float) -> GradientTriangle:
    length = len(passed.inputs)
    hidden, state = torch.zeros(2, length, length, dtype=torch.float64)
    for adjoints in adjoint_sweep(kind, scoring, passed, loss_scale=loss_scale):
        norms = [
            torch.linalg.vector_norm(tensor.flatten(2), dim=2, dtype=torch.float64) for tensor in adjoints.total[-1]
        ]
        hidden[adjoints.losses, adjoints.time_step] = norms[0].mean(dim=1)
        state[adjoints.losses, adjoints.time_step] = torch.linalg.vector_norm(torch.stack(norms), dim=0).mean(dim=1)
    return GradientTriangle(hidden / loss_scale, state / loss_scale)
