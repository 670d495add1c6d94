"""How a network does on sequences of another length than those it learns from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from rnn_playground.cells import Weights
from rnn_playground.experiment.tasks import Loss, Task
from rnn_playground.learning.loss import batch_loss, task_metric
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import prepare, unroll
from rnn_playground.tasks import TaskBatch, draw_batch

# What is held in memory at a time: time steps, and units of all sequences.
STRETCH, UNITS = 64, 16_384


class Score(NamedTuple):
    """Mean loss over all scored steps, and the task's own figure."""

    loss: float
    metric: float


def fresh_batch(
    task: Task, samples: int, data_seed: int, stream: bytes = b"lengths", index: int | None = None
) -> TaskBatch:
    """Return ``samples`` float64 sequences of ``task`` from a ``stream`` that no training step draws from.

    Its seed follows from ``data_seed``, the stream's name and the ``index`` in it, which is the task's number of time
    steps where nothing else is said.
    """
    (seed,) = np.random.SeedSequence([data_seed, *stream]).generate_state(1, np.uint64)
    return draw_batch(task, samples, int(seed), task.sequence_length if index is None else index)


@torch.no_grad()
def score(network: Network, parameters: Parameters, kind: Loss, batch: TaskBatch) -> Score:
    """Return what the network scores on ``batch``, from zero states; it may be large: it is read piece by piece."""
    scoring = Scoring.of(batch)
    weights = prepare(network, parameters)
    most = max(1, UNITS // network.hidden_size)
    pieces = (batch.inputs[:, first : first + most] for first in range(0, batch.inputs.shape[1], most))
    read = [_read(network, parameters, weights, inputs, set(scoring.time_steps)) for inputs in pieces]
    selected = scoring.select(torch.cat(read, dim=1))
    loss = float(batch_loss(kind, selected, scoring.targets))
    return Score(loss, task_metric(kind, selected, scoring, loss))


def score_together(network: Network, parameters: Parameters, kind: Loss, batches: Iterable[TaskBatch]) -> Score:
    """Return what the network scores on the sequences of all ``batches``, of which one is in memory at a time."""
    scored, counted, loss, metric = 0, 0, 0.0, 0.0
    for batch in batches:
        found, answers = score(network, parameters, kind, batch), int(batch.loss_mask.sum())
        asked = answers if batch.metric_mask is None else int(batch.metric_mask.sum())
        scored, counted = scored + answers, counted + asked
        loss, metric = loss + found.loss * answers, metric + found.metric * asked
    return Score(loss / scored, metric / counted)


def _read(
    network: Network, parameters: Parameters, weights: list[Weights], inputs: Tensor, scored: Collection[int]
) -> Tensor:
    """Return the predictions (S, batch, output) at the ``scored`` time steps."""
    predictions, states = [], None
    for first in range(0, len(inputs), STRETCH):
        stretch = inputs[first : first + STRETCH]
        trajectory = unroll(network, parameters, stretch, states, first, prepared=weights)
        states = trajectory.final_states
        predictions += [
            read_out(parameters, step.state[0])
            for time_step, step in enumerate(trajectory.top, first)
            if time_step in scored
        ]
    return torch.stack(predictions)
