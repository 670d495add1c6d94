import itertools
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment.tasks import ReberTask
from rnn_playground.experiment.tasks.reber_grammar import BRANCHES, END, SYMBOLS, count
from rnn_playground.tasks import TaskBatch, draw_batch
from rnn_playground.tasks.reber_strings import draw_strings

Measure = Callable[[TaskBatch], float]
WAYS = {
    ("start", "B"): "b", ("b", "T"): "t", ("b", "P"): "p", ("t", "S"): "t", ("t", "X"): "tx", ("p", "T"): "p",
    ("p", "V"): "pv", ("tx", "X"): "p", ("tx", "S"): "last", ("pv", "P"): "tx", ("pv", "V"): "last",
    ("last", "E"): "end",
}  # fmt: skip


def follow(word: str) -> str:
    """Where the automaton stands after a word; KeyError where it is not of the grammar."""
    state = "start"
    for letter in word:
        state = WAYS[state, letter]
    return state


def words(batch: TaskBatch) -> list[str]:
    """The strings of a batch, from inputs and last targets."""
    found = []
    for sample in range(batch.inputs.shape[1]):
        scored = int(batch.loss_mask[:, sample].sum())
        assert batch.loss_mask[:scored, sample].all()
        assert not batch.inputs[scored:, sample].any()
        read = batch.inputs[:scored, sample].argmax(dim=1).tolist()
        assert batch.inputs[:scored, sample].sum(dim=1).tolist() == [1.0] * scored
        targets = batch.targets[:scored, sample].tolist()
        assert targets[:-1] == read[1:]
        found.append("".join(SYMBOLS[place] for place in [*read, targets[-1]]))
    return found


@given(length=st.integers(4, 60), batch_size=st.integers(1, 8), seed=st.integers(0, 2**32 - 1))
def test_every_sequence_is_a_whole_string_and_all_its_ways_on_are_legal(
    length: int, batch_size: int, seed: int
) -> None:
    batch = draw_batch(ReberTask(length=length), batch_size, seed, 0)
    assert batch.inputs.shape == (length, batch_size, 7)
    assert batch.legal is not None
    for sample, word in enumerate(words(batch)):
        assert follow(word) == "end"
        for step in range(len(word) - 1):
            state = follow(word[: step + 1])
            legal = {SYMBOLS[int(place)] for place in batch.legal[step, sample].nonzero()}
            assert legal == {letter for origin, letter in WAYS if origin == state}


def test_known_strings_belong_to_the_automaton_of_the_document() -> None:
    for word, belongs in {"BTXSE": 1, "BPVVE": 1, "BTSSXXTVVE": 1, "BPTVPXTVVE": 1, "BTXXVPSE": 1, "BTTSE": 0}.items():
        state: int | None = 0
        for letter in word:
            state = None if state is None else dict(BRANCHES[state]).get(letter)
        assert (state == END) == bool(belongs)


def test_strings_are_as_likely_as_the_automaton_makes_them_given_that_they_fit() -> None:
    longest, size = 9, 40_000
    whole = {}
    for letters in range(3, longest - 1):
        for middle in itertools.product("TSXPV", repeat=letters):
            word = f"B{''.join(middle)}E"
            try:
                ended = follow(word) == "end"
            except KeyError:
                continue
            if ended:
                states = [follow(word[: end + 1]) for end in range(len(word) - 1)]
                whole[word] = 0.5 ** sum(state != "last" for state in states)
    total = sum(whole.values())
    drawn = draw_strings(longest, size, np.random.default_rng(0)).symbols
    found = ["".join(SYMBOLS[place] for place in column if place >= 0) for column in drawn.T]
    assert set(found) == set(whole)
    for word, weight in whole.items():
        assert found.count(word) / size == pytest.approx(weight / total, abs=0.01)


@pytest.mark.parametrize("length", [4, 5, 8, 20])
def test_the_floor_is_the_best_that_the_present_letter_allows(length: int, memoryless_loss: Measure) -> None:
    facts = ReberTask(length=length).facts()
    batch = draw_batch(ReberTask(length=length), 40_000, 0, 0)
    assert memoryless_loss(batch) == pytest.approx(facts.floor, abs=4e-3)
    assert facts.floor is not None
    assert 0.0 < facts.floor < facts.chance == pytest.approx(np.log(7))


def test_the_chance_of_the_metric_is_that_of_a_letter_at_random() -> None:
    batch = draw_batch(ReberTask(), 20_000, 0, 0)
    assert batch.legal is not None
    legal = batch.legal[batch.loss_mask].double().mean()
    assert float(legal) == pytest.approx(ReberTask().facts().metric_chance, abs=2e-3)


def test_two_letters_always_tell_where_the_automaton_stands_and_one_does_not() -> None:
    batch = draw_batch(ReberTask(length=40), 2000, 0, 0)
    for memory, tells in ((1, False), (2, True)):
        ways: dict[str, set[str]] = {}
        for word in words(batch):
            for end in range(1, len(word)):
                ways.setdefault(word[max(0, end - memory) : end], set()).add(follow(word[:end]))
        assert all(len(states) == 1 for states in ways.values()) == tells
    assert ReberTask().facts().required_lag == 1


def test_expected_counts_add_up() -> None:
    counts = count(longest=12, cut=12)
    assert counts.last[SYMBOLS.index("E")] == pytest.approx(1.0)
    assert counts.followers[:, SYMBOLS.index("E")].sum() == pytest.approx(1.0)
    assert counts.followers[SYMBOLS.index("B")].sum() == pytest.approx(1.0)
    drawn = draw_strings(12, 40_000, np.random.default_rng(1)).symbols
    assert (drawn >= 0).sum() / 40_000 - 1 == pytest.approx(counts.followers.sum(), abs=0.02)


def test_a_very_long_sequence_has_its_facts_at_once() -> None:
    facts = ReberTask(length=2000).facts()
    assert facts.floor == pytest.approx(ReberTask(length=200).facts().floor)
    assert draw_batch(ReberTask(length=2000), 3, 0, 0).inputs.shape == (2000, 3, 7)
    assert torch.isfinite(draw_batch(ReberTask(length=2000), 3, 0, 0).inputs).all()
