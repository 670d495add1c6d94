from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.tasks import EmbeddedReberTask
from rnn_playground.experiment.tasks.reber_grammar import BRANCHES, END, SYMBOLS
from rnn_playground.tasks import TaskBatch, draw_batch
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer


def states_of(word: str) -> list[int]:
    """The states of the inner automaton after each letter; KeyError where the word is not of its grammar."""
    state, states = 0, []
    for letter in word:
        state = dict(BRANCHES[state])[letter]
        states.append(state)
    return states


def letters(places: torch.Tensor) -> str:
    return "".join(SYMBOLS[place] for place in places.tolist())


@given(length=st.integers(4, 60), batch_size=st.integers(1, 8), seed=st.integers(0, 2**32 - 1))
def test_a_reber_string_stands_between_two_equal_letters(length: int, batch_size: int, seed: int) -> None:
    batch = draw_batch(EmbeddedReberTask(length=length), batch_size, seed, 0)
    assert batch.inputs.shape == (length, batch_size, 7)
    assert batch.legal is not None
    assert batch.metric_mask is not None
    for sample in range(batch_size):
        scored = int(batch.loss_mask[:, sample].sum())
        assert batch.loss_mask[:scored, sample].all()
        assert not batch.inputs[scored:, sample].any()
        assert batch.inputs[:scored, sample].sum(dim=1).tolist() == [1.0] * scored
        read, said = letters(batch.inputs[:scored, sample].argmax(dim=1)), letters(batch.targets[:scored, sample])
        assert read[1:] == said[:-1]
        word, outer = read + said[-1], read[1]
        inner = word[2:-2]
        assert word == f"B{outer}{inner}{outer}E"
        assert outer in "TP"
        states = states_of(inner)
        assert (states[-1] == END) == (length >= 8)
        assert length >= 8 or len(word) == length + 1
        assert [int(step) for step in batch.metric_mask[:, sample].nonzero()] == [len(word) - 3]

        ways = [{letter for letter, _ in BRANCHES[state]} for state in states[:-1]]
        expected = [{"T", "P"}, {"B"}, *ways, {outer}, {"E"}]
        for step, legal in enumerate(expected):
            assert {SYMBOLS[int(place)] for place in batch.legal[step, sample].nonzero()} == legal
            assert said[step] in legal


@pytest.mark.parametrize("length", [4, 6, 7, 8, 12, 24])
def test_the_floor_is_the_best_that_the_present_letter_allows(
    length: int, memoryless_loss: Callable[[TaskBatch], float]
) -> None:
    facts = EmbeddedReberTask(length=length).facts()
    batch = draw_batch(EmbeddedReberTask(length=length), 40_000, 0, 0)
    assert memoryless_loss(batch) == pytest.approx(facts.floor, abs=4e-3)
    assert facts.chance == pytest.approx(np.log(7))


def test_both_outer_letters_are_equally_likely_and_independent_of_the_inner_string() -> None:
    batch = draw_batch(EmbeddedReberTask(), 20_000, 0, 0)
    outer, inner = batch.targets[0] == SYMBOLS.index("T"), batch.targets[2] == SYMBOLS.index("T")
    assert float(outer.double().mean()) == pytest.approx(EmbeddedReberTask().facts().metric_chance, abs=0.02)
    assert float(inner[outer].double().mean()) == pytest.approx(float(inner[~outer].double().mean()), abs=0.03)


def test_the_share_of_legal_predictions_is_a_figure_of_its_own() -> None:
    task = EmbeddedReberTask(length=10)
    trainer = Trainer(Experiment(task=task, batch_size=64), dtype=torch.float64)
    frame = trainer.frame(Watch())
    assert task.facts().figures == ("legal",)
    batch = draw_batch(task, 64, 0, 0)
    assert batch.legal is not None
    assert batch.metric_mask is not None
    likeliest = torch.stack(
        [torch.from_numpy(trainer.frame(Watch(sample=sample))["0/output"].argmax(axis=1)) for sample in range(64)],
        dim=1,
    )
    right = [
        bool(batch.legal[step, sample, likeliest[step, sample]]) for step, sample in batch.loss_mask.nonzero().tolist()
    ]
    assert frame["0/figure/legal"].shape == ()
    assert float(frame["0/figure/legal"]) == pytest.approx(np.mean(right))
    outer = (likeliest == batch.targets)[batch.metric_mask].double().mean()
    assert trainer.scalars.since(0, -1)["metric"][0] == pytest.approx(float(outer))
