"""The gradient profile in float64, where 1e-47 is a number and not 0."""

from __future__ import annotations

from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.gradient_flow import gradient_flow
from rnn_playground.learning.backpropagation import backpropagate
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll
from rnn_playground.telemetry.codec import Array


def profile_of(problem: Problem) -> Array:
    """Return ‖∂ℓ_b/∂h_t‖ of the top layer (time_step), the mean over the batch, of ``problem`` in float64."""
    network, parameters, batch, loss, start = problem.to_double()
    scoring = Scoring.of(batch)
    trajectory = unroll(network, parameters, batch.inputs, start.states, start.time_step)
    value = batch_loss(loss, predict(parameters, trajectory, scoring), scoring.targets)
    return gradient_flow(backpropagate(value, trajectory, parameters)).hidden[-1].numpy()
