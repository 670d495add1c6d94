"""One sample by itself, in float64: its states, its own loss, and what that says of every state."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import Start
from rnn_playground.learning.unroll import Trajectory, unroll


class SampleRun(NamedTuple):
    """States (layer, time_step, hidden) and ℓ_b () of one sample."""

    trajectory: Trajectory
    states: Tensor
    loss: Tensor


def of_one_sample(problem: Problem, sample: int) -> tuple[Problem, float]:
    """Return the problem with one sequence, in float64, and ℓ_b over its own mean loss."""
    double = problem.to_double()
    batch, start = double.batch, double.start
    scored = batch.loss_mask.sum(dim=0)
    share = float(scored[sample]) * len(scored) / float(scored.sum())
    return double._replace(batch=batch.samples(sample, 1), start=_of_sample(start, sample)), share


def _of_sample(start: Start, sample: int) -> Start:
    if start.states is None:
        return start

    def one(state: State) -> State:
        return tuple(tensor[sample : sample + 1] for tensor in state)

    return start._replace(states=tuple(one(state) for state in start.states))


def run_sample(problem: Problem, inputs: Tensor, share: float) -> SampleRun:
    """Return the run of a problem of one sample over ``inputs``; ``share`` is ℓ_b over its mean loss."""
    trajectory = unroll(problem.network, problem.parameters, inputs, problem.start.states, problem.start.time_step)
    loss = torch.zeros((), dtype=inputs.dtype)
    if share > 0.0:
        scoring = Scoring.of(problem.batch)
        loss = share * batch_loss(problem.loss, predict(problem.parameters, trajectory, scoring), scoring.targets)
    return SampleRun(trajectory, trajectory.hidden_states()[:, :, 0], loss)


def adjoint(run: SampleRun) -> Tensor:
    """Return ∂ℓ_b/∂h (layer, time_step, hidden)."""
    hidden = [step.state[0] for steps in run.trajectory.layers for step in steps]
    if not run.loss.requires_grad:
        return torch.zeros_like(run.states)
    gradients = torch.autograd.grad(run.loss, hidden, retain_graph=True, allow_unused=True)
    filled = [torch.zeros_like(h) if g is None else g for h, g in zip(hidden, gradients, strict=True)]
    return torch.cat(filled).reshape(run.states.shape)
