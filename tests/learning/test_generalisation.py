"""Scores on other lengths: those of the whole sequence at once, on sequences that nobody trains on."""

import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CELLS, CwrnnCell, LstmCell
from rnn_playground.experiment.tasks import AddingTask, CopyTask, ParityTask, ReberTask, TextTask
from rnn_playground.learning.generalisation import STRETCH, fresh_batch, score
from rnn_playground.learning.loss import batch_loss, predict, task_metric
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll
from rnn_playground.tasks import draw_batch

LONG = 2 * STRETCH + 5


def network_of(cell, task):
    drawn = draw_parameters(Lane(cell=cell), task.input_size, task.output_size, 0)
    return Network.build(cell), Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})


@pytest.mark.parametrize("cell", [kind(hidden_size=8) for kind in CELLS], ids=lambda cell: cell.kind)
def test_reading_in_stretches_is_reading_at_once(cell):
    task = ParityTask(length=LONG)
    network, parameters = network_of(cell, task)
    batch = fresh_batch(task, 3, 0)
    scoring = Scoring.of(batch)
    predictions = predict(parameters, unroll(network, parameters, batch.inputs), scoring).detach()
    loss = float(batch_loss(task.loss, predictions, scoring.targets))
    found = score(network, parameters, task.loss, batch)
    assert found.loss == pytest.approx(loss, rel=1e-12)
    assert found.metric == task_metric(task.loss, predictions, scoring, loss)


@pytest.mark.parametrize(
    "task", [AddingTask(length=100), CopyTask(length=90), ReberTask(length=70)], ids=lambda t: t.kind
)
def test_only_what_is_scored_counts(task):
    cell = CwrnnCell(hidden_size=8, layers=2)
    network, parameters = network_of(cell, task)
    batch = fresh_batch(task, 4, 1)
    scoring = Scoring.of(batch)
    predictions = predict(parameters, unroll(network, parameters, batch.inputs), scoring).detach()
    found = score(network, parameters, task.loss, batch)
    assert found.loss == pytest.approx(float(batch_loss(task.loss, predictions, scoring.targets)), rel=1e-12)
    assert found.metric == pytest.approx(task_metric(task.loss, predictions, scoring, found.loss), rel=1e-12)


def test_no_training_step_draws_what_is_asked_of():
    task = AddingTask(length=6)
    fresh = fresh_batch(task, 2, 0).inputs
    for step in range(300):
        assert not torch.equal(draw_batch(task, 2, 0, step).inputs, fresh)


def test_the_stream_follows_from_the_seed_and_the_length():
    first = fresh_batch(AddingTask(length=6), 2, 7).inputs
    assert torch.equal(first, fresh_batch(AddingTask(length=6), 2, 7).inputs)
    assert not torch.equal(first, fresh_batch(AddingTask(length=6), 2, 8).inputs)
    assert not torch.equal(first, fresh_batch(AddingTask(length=7), 2, 7).inputs[:6])


def test_every_reader_of_a_text_begins_at_zero():
    task = TextTask(length=12)
    network, parameters = network_of(LstmCell(hidden_size=8), task)
    batch = fresh_batch(task, 5, 0)

    def alone(reader):
        inputs, targets, loss_mask = (tensor[:, reader : reader + 1] for tensor in batch[:3])
        return score(
            network, parameters, task.loss, batch._replace(inputs=inputs, targets=targets, loss_mask=loss_mask)
        )

    mean = sum(alone(reader).loss for reader in range(5)) / 5
    assert score(network, parameters, task.loss, batch).loss == pytest.approx(mean, rel=1e-12)
