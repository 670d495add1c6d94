"""One training step up to, and without, its update: forward pass, loss and gradients."""

from __future__ import annotations

from typing import NamedTuple

import torch

from rnn_playground.experiment.bptt import FULL, Bptt, backward_chunks
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import Gradients, backpropagate
from rnn_playground.learning.clipping import gradient_norm
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss, predict, task_metric
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import BEGINNING, Start
from rnn_playground.learning.truncated_backpropagation import truncated_backpropagate
from rnn_playground.learning.unroll import Trajectory, unroll
from rnn_playground.tasks import TaskBatch


class Measurement(NamedTuple):
    """What a step made. The trajectory is the graph's; ``gradients`` are those before clipping.

    ``start`` is where its first time step began. ``loss``, ``metric`` and ``gradient_norm`` are numbers that float32,
    in which they are logged, can hold or inf. Under truncated ``bptt`` the gradients are truncated, those with respect
    to the states too, and the trajectory is detached.
    """

    trajectory: Trajectory
    gradients: Gradients
    loss: float
    metric: float
    gradient_norm: float
    start: Start = BEGINNING
    bptt: Bptt = FULL


def measure(
    network: Network,
    parameters: Parameters,
    kind: Loss,
    batch: TaskBatch,
    scoring: Scoring,
    *,
    start: Start = BEGINNING,
    bptt: Bptt = FULL,
) -> Measurement:
    """Run ``network`` over ``batch`` from ``start``; differentiate the batch loss by all states and parameters.

    How far back it is differentiated is ``bptt``'s to say. One window over the whole sequence is full backpropagation.
    """
    chunks = backward_chunks(bptt, len(batch.inputs))
    whole = len(chunks) == 1
    with torch.set_grad_enabled(whole):
        trajectory = unroll(network, parameters, batch.inputs, start.states, start.time_step)
        predictions = predict(parameters, trajectory, scoring)
        loss = batch_loss(kind, predictions, scoring.targets)
    if whole:
        gradients = backpropagate(loss, trajectory, parameters)
    else:
        passed = ForwardPass(network, parameters, batch.inputs, start, trajectory)
        gradients = truncated_backpropagate(kind, scoring, passed, chunks)
    value = float(loss.detach())
    metric = task_metric(kind, predictions.detach(), scoring, value)
    norm = gradient_norm(gradients.parameters).to(torch.float32)
    return Measurement(trajectory, gradients, value, metric, float(norm), start, bptt)
