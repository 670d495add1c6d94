"""What a tile shows is what the same run, trained by itself, measures: bit for bit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rnn_playground import Experiment, train
from rnn_playground.training.tile import profile, reading
from rnn_playground.training.trainer import Trainer

ADDING = {"task": {"kind": "adding", "length": 40}, "batch_size": 4, "steps": 25, "kernel": "reference"}
HELLO = {"task": {"kind": "hello"}, "batch_size": 1, "steps": 120, "kernel": "reference"}
WILD = {
    "cell": {"kind": "rnn", "activation": "identity", "recurrent_init": {"kind": "identity", "scale": 10.0}},
    "optimizer": {"kind": "sgd", "learning_rate": 1e6},
    "clip": {"kind": "none"},
}


def tile(document):
    trainer = Trainer(Experiment.model_validate(document))
    first = profile(trainer)
    while trainer.advance():
        pass
    return reading(trainer, first)


def as_numbers(values):
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)


@pytest.mark.parametrize("document", [ADDING, HELLO, {**ADDING, "lanes": [{"cell": {"kind": "lstm", "layers": 2}}]}])
def test_a_tile_is_the_run_that_is_trained_by_itself(document):
    shown, frames = tile(document), list(train(Experiment.model_validate(document)))
    losses = np.concatenate([frame["0/loss"] for frame in frames])
    np.testing.assert_array_equal(as_numbers(shown["losses"]), losses[shown["loss_steps"]])
    assert shown["loss_steps"][0] == 0
    assert shown["loss_steps"][-1] == document["steps"] - 1
    for name, frame in (("first", frames[0]), ("last", frames[-1])):
        norms = frame["0/hidden_gradient_norm"][-1]
        np.testing.assert_array_equal(as_numbers(shown[name]["norms"]), norms[shown["time_steps"]])
        assert shown[name]["horizon"] == float(frame["0/memory_horizon"])
        for rate in ("gain_per_step", "half_life"):
            expected = float(frame[f"0/{rate}"][-1])
            assert shown[name][rate] == (expected if math.isfinite(expected) else None)
    assert shown["experiment"] == Experiment.model_validate(document).model_dump(mode="json")


def test_a_solved_tile_says_at_which_update():
    shown = tile(HELLO)
    frames = list(train(Experiment.model_validate(HELLO)))
    validated = [frame for frame in frames if "0/validation_steps" in frame]
    right = next(frame for frame in validated if frame["0/validation_metric"][0] == 1.0)
    assert (shown["outcome"], shown["solved_at"]) == ("solved", right.step)
    losses = np.concatenate([frame["0/loss"] for frame in frames])
    assert shown["loss"] == pytest.approx(float(np.mean(losses[-24:], dtype=np.float64)), rel=1e-12)


def test_a_tile_that_learnt_nothing_is_at_chance():
    shown = tile({**ADDING, "lanes": [{"optimizer": {"kind": "sgd", "learning_rate": 0.0}}]})
    assert (shown["outcome"], shown["solved_at"], shown["diverged_at"]) == ("chance", None, None)


def test_a_tile_that_is_on_its_way_is_learning():
    shown = tile({**HELLO, "steps": 16, "lanes": [{"optimizer": {"kind": "adam", "learning_rate": 0.02}}]})
    chance = Experiment.model_validate(HELLO).task.facts().chance
    assert shown["loss"] < 0.9 * chance
    assert shown["outcome"] == "learning"


def test_a_tile_that_leaves_the_finite_numbers_says_when_and_has_no_last_profile():
    shown = tile({**ADDING, "lanes": [WILD]})
    assert shown["outcome"] == "diverged"
    assert shown["last"] is None


def test_the_losses_of_a_run_that_diverges_stand_at_the_same_steps_as_those_of_any_other():
    cell = {"kind": "rnn", "activation": "identity"}
    leaving = {"cell": cell, "optimizer": {"kind": "sgd", "learning_rate": 3.0}}
    document = {**ADDING, "steps": 80, "lanes": [leaving]}
    shown = tile(document)
    at = shown["diverged_at"]
    assert 2 < at < 79
    assert shown["loss_steps"] == tile({**document, "lanes": [{}]})["loss_steps"]
    frames = list(train(Experiment.model_validate(document)))
    losses = np.concatenate([frame["0/loss"] for frame in frames])
    for step, loss in zip(shown["loss_steps"], shown["losses"], strict=True):
        if step < at:
            assert loss == float(losses[step])
        if step > at:
            assert loss is None


def test_a_rate_that_is_no_number_is_none():
    short = tile({**ADDING, "task": {"kind": "adding", "length": 4}})
    assert short["first"]["gain_per_step"] is None  # four time steps are fewer than a rate takes
    assert short["first"]["half_life"] is None
    carried = {"kind": "rnn", "activation": "identity", "recurrent_init": {"kind": "identity"}}
    lasting = tile({**ADDING, "lanes": [{"cell": carried}]})
    assert lasting["first"]["gain_per_step"] == 1.0
    assert lasting["first"]["half_life"] is None  # it stays: no number of time steps halves it
