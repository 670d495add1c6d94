"""What "solved" is about: sequences that no training step reads, measured with the network that trains."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch

from rnn_playground import Experiment
from rnn_playground.experiment.tasks.facts import FRESH
from rnn_playground.kernels.load import load_kernels
from rnn_playground.learning.generalisation import fresh_batch, score, score_together
from rnn_playground.tasks import TaskBatch
from rnn_playground.tasks.catalog import held_out_batch, held_out_count
from rnn_playground.training import validation
from rnn_playground.training.solved import solved_at
from rnn_playground.training.trainer import Trainer
from rnn_playground.training.validation import EVERY, LATER, until_boundary

RNN = {"cell": {"kind": "rnn", "hidden_size": 4}, "optimizer": {"kind": "adam", "learning_rate": 0.03}}
ECHO = {"kind": "echo", "length": 6, "lag": 1}
NAMES = ("validation_steps", "validation_loss", "validation_metric")


def trainer_of(task: dict, steps: int, kernels: bool = False, **more) -> Trainer:
    document = {"task": task, "lanes": [RNN], "batch_size": 8, "steps": steps, **more}
    return Trainer(Experiment.model_validate(document), kernels=kernels)


def trained(trainer: Trainer, updates: int = 1) -> Trainer:
    while trainer.advance_by(updates):
        pass
    return trainer


def validations(trainer: Trainer, lane: int = 0) -> dict[str, np.ndarray]:
    log = trainer.scalars.since(lane, -1, limit=trainer.step + 1)
    return {name: log.get(name, np.array([])) for name in NAMES}


def rights(trainer: Trainer, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return where a tanh RNN is right, by NumPy in float64."""
    weights = {name: value.astype(np.float64) for name, value in trainer.parameters(0).items()}
    state, right = np.zeros((inputs.shape[1], 4)), []
    for now, wanted in zip(inputs, targets, strict=True):
        recurrent = state @ weights["W_hh.0"].T + weights["b_xh.0"] + weights["b_hh.0"]
        state = np.tanh(now @ weights["W_xh.0"].T + recurrent)
        right.append((state @ weights["W_hy"].T + weights["b_y"]).argmax(axis=1) == wanted)
    return np.array(right)


def test_what_was_learnt_is_validated_on_fresh_sequences_and_what_was_not_is_not() -> None:
    learnt = validations(trained(trainer_of(ECHO, 300)))
    assert learnt["validation_metric"][-1] >= 0.99
    assert not len(validations(trained(trainer_of({"kind": "parity", "length": 30}, 100)))["validation_steps"])


def test_the_figure_is_the_networks_on_these_sequences() -> None:
    trainer = trainer_of(ECHO, 300)
    while not len(validations(trainer)["validation_steps"]):
        assert trainer.advance()
    assert (trainer.step + 1) % EVERY == 0
    found = validations(trainer)
    batch = fresh_batch(trainer.experiment.task, FRESH, 0, b"solved", trainer.step)
    right = rights(trainer, batch.inputs.numpy(), batch.targets.numpy())
    assert found["validation_metric"][0] == pytest.approx(right[batch.loss_mask.numpy()].mean(), abs=1e-6)


@pytest.mark.parametrize("task", [{"kind": "digits"}, {"kind": "text", "length": 8}])
def test_what_is_kept_back_is_validated_again_and_again_ever_more_rarely(task: dict) -> None:
    trainer = trained(trainer_of(task, 700, kernels=load_kernels()), EVERY)
    steps = validations(trainer)["validation_steps"].tolist()
    assert steps[:10] == [EVERY * count - 1 for count in range(1, 11)]
    assert all((step + 1) % EVERY == 0 for step in steps)
    assert all(LATER * (one + 1) <= other + 1 < LATER * (one + 1) + EVERY for one, other in pairwise(steps[10:]))


def test_what_is_drawn_anew_is_validated_until_it_is_solved() -> None:
    trainer = trained(trainer_of(ECHO, 700, kernels=load_kernels()), EVERY)
    steps = validations(trainer)["validation_steps"].tolist()
    assert steps[-1] == solved_at(trainer.scalars.since(0, -1), trainer.experiment.task.facts()) < 400


def test_digits_are_validated_on_all_images_kept_back() -> None:
    trainer = trainer_of({"kind": "digits"}, 40)
    while trainer.step < EVERY - 1:
        trainer.advance()
    batch = held_out_batch(trainer.experiment.task, 1000)
    assert batch.inputs.shape[1] == held_out_count(trainer.experiment.task) == trainer.experiment.task.facts().held_out
    right = rights(trainer, batch.inputs.numpy(), batch.targets.numpy())[-1]
    assert validations(trainer)["validation_metric"] == pytest.approx([right.mean()], abs=1e-6)


@pytest.mark.parametrize("carry", [True, False])
def test_a_text_is_validated_on_its_end_which_no_update_reads(carry: bool) -> None:
    trainer = trainer_of({"kind": "text", "length": 10, "carry_state": carry}, 40)
    task = trainer.experiment.task
    while trainer.step < EVERY - 1:
        trainer.advance()
    whole = np.concatenate([task.read.places, task.read.held_out])
    assert task.decode(whole.tolist()) == task.decode(task.encode(task.decode(whole.tolist())))
    unread = task.read.held_out
    if carry:
        inputs, targets = unread[:-1, None], unread[1:, None]
    else:
        windows = np.stack([unread[begin : begin + 11] for begin in range(0, len(unread) - 10, 10)], axis=1)
        inputs, targets = windows[:-1], windows[1:]
    right = rights(trainer, np.eye(task.input_size)[inputs], targets)
    assert validations(trainer)["validation_metric"] == pytest.approx([right.mean()], abs=1e-6)


def test_a_task_of_one_sequence_is_validated_on_that() -> None:
    trainer = trained(trainer_of({"kind": "hello"}, 150, batch_size=1))
    found = validations(trainer)
    assert found["validation_metric"].max() == 1.0
    log = trainer.scalars.since(0, -1, limit=200)
    np.testing.assert_allclose(found["validation_loss"], log["loss"][found["validation_steps"].astype(int)], rtol=1e-5)


def test_luck_at_embedded_reber_solves_nothing() -> None:
    trainer = trained(trainer_of({"kind": "embedded_reber", "length": 10}, 400, batch_size=1))
    assert solved_at(trainer.scalars.since(0, -1), trainer.experiment.task.facts()) is None


@pytest.mark.parametrize("task", [ECHO, {"kind": "digits"}])
@pytest.mark.parametrize("cell", ["rnn", "scrn"])
def test_how_many_updates_are_made_at_once_shows_in_nothing(task: dict, cell: str) -> None:
    lanes = [{**RNN, "cell": {"kind": cell, "hidden_size": 4}}]
    found = [
        validations(trained(trainer_of(task, 120, kernels=load_kernels(), lanes=lanes), updates))
        for updates in (1, 7, 120)
    ]
    assert len(found[0]["validation_steps"])
    for other in found[1:]:
        for name in NAMES:
            np.testing.assert_array_equal(other[name], found[0][name])


def test_a_run_that_goes_on_from_a_checkpoint_is_validated_at_the_same_steps() -> None:
    alone = trained(trainer_of(ECHO, 200))
    for step in (5, 40, 77, 130):
        trainer = trainer_of(ECHO, 200)
        while trainer.step < step:
            trainer.advance()
        again = trained(Trainer.restore(trainer.checkpoint()))
        for name in NAMES:
            np.testing.assert_array_equal(validations(again)[name], validations(alone)[name])


def test_a_branch_is_validated_as_if_it_had_been_there_from_the_start() -> None:
    branch = {**RNN, "optimizer": {"kind": "adam", "learning_rate": 0.05}, "origin": {"lane": 0, "step": 21}}
    there = trained(trainer_of(ECHO, 150, lanes=[RNN, branch]))
    later = trainer_of(ECHO, 150)
    while later.step < 90:
        later.advance()
    later.branch(Experiment.model_validate({"task": ECHO, "lanes": [RNN, branch]}).lanes[1])
    while later.growing:
        later.grow(7)
    trained(later)
    assert len(validations(there, 1)["validation_steps"])
    for name in NAMES:
        np.testing.assert_array_equal(validations(later, 1)[name], validations(there, 1)[name])


def test_validating_touches_nothing_of_the_run() -> None:
    often = trained(trainer_of({"kind": "digits"}, 60))
    again = trainer_of({"kind": "digits"}, 60)
    again._validations[0].is_due = lambda step: False  # type: ignore[method-assign]
    trained(again)
    assert len(validations(often)["validation_steps"])
    assert not len(validations(again)["validation_steps"])
    log, other = (trainer.scalars.since(0, -1) for trainer in (often, again))
    np.testing.assert_array_equal(log["loss"], other["loss"])


@pytest.mark.parametrize(("step", "left"), [(0, 15), (14, 1), (15, 16), (16, 15)])
def test_the_next_boundary_lies_ahead(step: int, left: int) -> None:
    assert until_boundary(step) == left


def test_a_text_too_short_to_keep_anything_back_is_validated_on_itself() -> None:
    task = {"kind": "text", "corpus": "own", "text": "abcabcabc", "length": 4}
    trainer = trained(trainer_of(task, 200))
    assert trainer.experiment.task.facts().fresh == trainer.experiment.task.facts().held_out == 0
    assert validations(trainer)["validation_metric"].max() == 1.0
    document = trainer.experiment.task
    places = np.array(document.encode("abcabcabc"))
    once = trainer_of(task, 200)
    while not len(validations(once)["validation_steps"]):
        assert once.advance()
    right = rights(once, np.eye(3)[places[:-1, None]], places[1:, None])
    assert validations(once)["validation_metric"] == pytest.approx([right.mean()], abs=1e-6)


@pytest.mark.parametrize("task", [ECHO, {"kind": "digits"}, {"kind": "embedded_reber", "length": 8}])
def test_long_sequences_are_read_a_few_at_a_time(task: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = trainer_of(task, 40)
    document, lane = trainer.experiment.task, trainer.lanes[0].state
    monkeypatch.setattr(validation, "AT_A_TIME", 100 * document.sequence_length)
    pieces = [piece.to(torch.float32) for piece in trainer._validations[0]._batches(15)]
    assert {piece.inputs.shape[1] for piece in pieces[:-1]} == {100}
    assert sum(piece.inputs.shape[1] for piece in pieces) == (document.facts().held_out or FRESH)
    assert not torch.equal(pieces[0].inputs, pieces[1].inputs)
    fields = zip(*pieces, strict=True)
    whole = TaskBatch(*(None if parts[0] is None else torch.cat(parts, dim=1) for parts in fields))
    expected = score(lane.network, lane.parameters, document.loss, whole)
    assert score_together(lane.network, lane.parameters, document.loss, pieces) == pytest.approx(expected, rel=1e-5)
