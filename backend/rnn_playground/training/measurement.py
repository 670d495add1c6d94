"""One training step up to, and without, its update: forward pass, loss and gradients."""

from __future__ import annotations

from typing import NamedTuple

import torch

from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import Gradients, backpropagate
from rnn_playground.learning.clipping import gradient_norm
from rnn_playground.learning.loss import batch_loss, predict, task_metric
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import BEGINNING, Start
from rnn_playground.learning.unroll import Trajectory, unroll
from rnn_playground.tasks import TaskBatch


class Measurement(NamedTuple):
    """What a step made. The trajectory is the graph's; ``gradients`` are those before clipping.

    ``start`` is where its first time step began. ``loss``, ``metric`` and ``gradient_norm`` are numbers that float32, in
    which they are logged, can hold or inf.
    """

    trajectory: Trajectory
    gradients: Gradients
    loss: float
    metric: float
    gradient_norm: float
    start: Start = BEGINNING


def measure(
    network: Network,
    parameters: Parameters,
    kind: Loss,
    batch: TaskBatch,
    scoring: Scoring,
    *,
    start: Start = BEGINNING,
) -> Measurement:
    """Run ``network`` over ``batch`` from ``start``; differentiate the batch loss by all states and parameters."""
    trajectory = unroll(network, parameters, batch.inputs, start.states, start.time_step)
    predictions = predict(parameters, trajectory, scoring)
    loss = batch_loss(kind, predictions, scoring.targets)
    gradients = backpropagate(loss, trajectory, parameters)
    value = float(loss.detach())
    metric = task_metric(kind, predictions.detach(), scoring, value)
    norm = gradient_norm(gradients.parameters).to(torch.float32)
    return Measurement(trajectory, gradients, value, metric, float(norm), start)
