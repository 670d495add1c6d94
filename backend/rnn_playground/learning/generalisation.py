"""How a network does on sequences of another length than those it learns from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch

from rnn_playground.experiment.tasks import Loss, Task
from rnn_playground.learning.loss import batch_loss, task_metric
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import prepare, unroll
from rnn_playground.tasks import TaskBatch, draw_batch

# Time steps that are held in memory at a time.
STRETCH = 64


class Score(NamedTuple):
    """Mean loss over all scored steps, and the task's own figure."""

    loss: float
    metric: float


def fresh_batch(
    task: Task, samples: int, data_seed: int, stream: bytes = b"lengths", place: int | None = None
) -> TaskBatch:
    """Return ``samples`` float64 sequences of ``task`` from a ``stream`` that no training step draws from.

    Its seed follows from ``data_seed``, the stream's name and the ``place`` in it, which is the task's number of time
    steps where nothing else is said.
    """
    (seed,) = np.random.SeedSequence([data_seed, *stream]).generate_state(1, np.uint64)
    return draw_batch(task, samples, int(seed), task.sequence_length if place is None else place)


@torch.no_grad()
def score(network: Network, parameters: Parameters, kind: Loss, batch: TaskBatch) -> Score:
    """Return what the network scores on ``batch``, from zero states; the batch may be long, it is read in stretches."""
    scoring = Scoring.of(batch)
    scored = set(scoring.time_steps)
    weights = prepare(network, parameters)
    predictions, states = [], None
    for first in range(0, len(batch.inputs), STRETCH):
        stretch = batch.inputs[first : first + STRETCH]
        trajectory = unroll(network, parameters, stretch, states, first, prepared=weights)
        states = trajectory.final_states
        predictions += [
            read_out(parameters, step.state[0])
            for time_step, step in enumerate(trajectory.top, first)
            if time_step in scored
        ]
    selected = scoring.select(torch.stack(predictions))
    loss = float(batch_loss(kind, selected, scoring.targets))
    return Score(loss, task_metric(kind, selected, scoring, loss))
