"""The loss: the mean over all scored steps of the batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.network import read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import Trajectory


def predict(parameters: Parameters, trajectory: Trajectory, scoring: Scoring) -> Tensor:
    """Return the predictions (N, output) of the scored steps: logits for classes, values else."""
    return predict_from(parameters, [step.state[0] for step in trajectory.top], scoring)


def predict_from(parameters: Parameters, hidden_states: Sequence[Tensor], scoring: Scoring) -> Tensor:
    """Return the predictions (N, output) of the scored steps from the top layer's h, (batch, H) a time step."""
    hidden_state = torch.stack([hidden_states[time_step] for time_step in scoring.time_steps])
    return scoring.select(read_out(parameters, hidden_state))


def batch_loss(kind: Loss, predictions: Tensor, targets: Tensor) -> Tensor:
    """Return the mean loss () over (N, output) predictions: cross-entropy in nats, or the mean squared error."""
    match kind:
        case "cross_entropy":
            return functional.cross_entropy(predictions, targets)
        case "mean_squared_error":
            return functional.mse_loss(predictions, targets)
        case _ as unreachable:
            assert_never(unreachable)


def task_metric(kind: Loss, predictions: Tensor, scoring: Scoring, loss: float) -> float:
    """Return the task's own figure: the fraction predicted rightly of the steps that count, or the mean squared error.

    ``predictions`` (N, output) of the scored steps.
    """
    if kind != "cross_entropy":
        return loss
    right = _right(predictions, scoring)
    return float((right if scoring.counted is None else right[scoring.counted]).double().mean())


def legal_fraction(predictions: Tensor, scoring: Scoring) -> float:
    """Return the fraction of all scored ``predictions`` (N, output) that name a legal class."""
    return float(_right(predictions, scoring).double().mean())


def _right(predictions: Tensor, scoring: Scoring) -> Tensor:
    """Return (N,) bool: whether the likeliest class is the target, or, where several are legal, one of those."""
    likeliest = predictions.argmax(dim=1)
    if scoring.legal is None:
        return likeliest == scoring.targets
    return scoring.legal.gather(1, likeliest[:, None])[:, 0]
