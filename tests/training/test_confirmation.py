"""What training says is solved is looked at on sequences that were never trained on."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_playground import Experiment
from rnn_playground.tasks import draw_batch
from rnn_playground.training.confirmation import FRESH, confirm
from rnn_playground.training.trainer import Trainer

RNN = {"cell": {"kind": "rnn", "hidden_size": 4}, "optimizer": {"kind": "adam", "learning_rate": 0.03}}


def trainer_of(task: dict, steps: int, **more) -> Trainer:
    document = {"task": task, "lanes": [RNN], "batch_size": 8, "steps": steps, "kernel": "reference", **more}
    return Trainer(Experiment.model_validate(document))


def trained(trainer: Trainer) -> Trainer:
    while trainer.advance():
        pass
    return trainer


def test_an_echo_that_was_learnt_is_confirmed_and_one_that_was_not_is_refused() -> None:
    task = {"kind": "echo", "length": 6, "lag": 1}
    before, after = confirm(trainer_of(task, 2), 0), confirm(trained(trainer_of(task, 300)), 0)
    assert before is not None
    assert after is not None
    assert (before.holds, after.holds) == (False, True)
    assert before.figure < 0.9
    assert after.figure >= 0.99


def test_the_figure_is_that_of_a_large_batch() -> None:
    trainer = trained(trainer_of({"kind": "parity", "length": 5}, 30))
    found = confirm(trainer, 0)
    assert found is not None
    batch = draw_batch(trainer.experiment.task, 4000, 99, 0)
    weights = {name: value.astype(np.float64) for name, value in trainer.parameters(0).items()}
    state, right = np.zeros((4000, 4)), []
    for inputs, targets in zip(batch.inputs.numpy(), batch.targets.numpy(), strict=True):
        recurrent = state @ weights["W_hh.0"].T + weights["b_xh.0"] + weights["b_hh.0"]
        state = np.tanh(inputs @ weights["W_xh.0"].T + recurrent)
        right.append((state @ weights["W_hy"].T + weights["b_y"]).argmax(axis=1) == targets)
    assert found.figure == pytest.approx(np.mean(right), abs=5 * 0.5 / np.sqrt(FRESH))


def test_luck_at_embedded_reber_is_not_confirmed() -> None:
    found = confirm(trainer_of({"kind": "embedded_reber", "length": 10}, 2, batch_size=1), 0)
    assert found is not None
    assert not found.holds
    assert found.figure < 0.7


@pytest.mark.parametrize("task", [{"kind": "hello"}, {"kind": "waveform", "length": 8}, {"kind": "text", "length": 4}])
def test_a_task_without_anything_fresh_has_nothing_to_confirm(task: dict) -> None:
    assert confirm(trainer_of(task, 2), 0) is None


def test_every_step_has_sequences_of_its_own_and_the_run_goes_on_untouched() -> None:
    looked, alone = trainer_of({"kind": "adding", "length": 6}, 12), trainer_of({"kind": "adding", "length": 6}, 12)
    figures = []
    going = True
    while going:
        found = confirm(looked, 0)
        assert found is not None
        assert found == confirm(looked, 0)
        figures.append(found)
        going = looked.advance()
    assert len({found.step for found in figures}) == 12
    log, other = (trainer.scalars.since(0, -1) for trainer in (looked, trained(alone)))
    np.testing.assert_array_equal(log["loss"], other["loss"])
