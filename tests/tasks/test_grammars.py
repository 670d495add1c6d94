"""Strings of formal grammars: the Reber grammar, alone and embedded, and nested brackets."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.tasks import BracketsTask, EmbeddedReberTask, ReberTask
from rnn_playground.experiment.tasks.grammars import BRANCHES, END, SYMBOLS, count
from rnn_playground.tasks import TaskBatch, draw_batch
from rnn_playground.tasks.grammars import draw_strings
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer

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
def test_the_floor_is_the_best_that_the_present_letter_allows_of_embedded_reber(
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


CLOSES = {"(": ")", "[": "]", "{": "}", "<": ">"}


def words_of_brackets(task: BracketsTask, seed: int, batch_size: int) -> list[tuple[str, list[str]]]:
    """The brackets read and the labels of the answers, of every sequence."""
    facts, batch = task.facts(), draw_batch(task, batch_size, seed, 0)
    assert torch.equal(batch.inputs.sum(dim=2), torch.ones(task.length, batch_size, dtype=torch.float64))
    assert batch.loss_mask.all()
    return [
        (
            "".join(facts.input_labels[place] for place in batch.inputs[:, sample].argmax(dim=1).tolist()),
            [facts.output_labels[place] for place in batch.targets[:, sample].tolist()],
        )
        for sample in range(batch_size)
    ]


@given(
    length=st.integers(4, 60),
    pairs=st.integers(1, 4),
    max_depth=st.none() | st.integers(2, 100),
    seed=st.integers(0, 2**32 - 1),
)
def test_brackets_never_close_wrongly_and_the_innermost_open_one_is_named(
    length: int, pairs: int, max_depth: int | None, seed: int
) -> None:
    task = BracketsTask(length=length, pairs=pairs, max_depth=max_depth)
    for read, answers in words_of_brackets(task, seed, 3):
        stack: list[str] = []
        for bracket, answer in zip(read, answers, strict=True):
            if bracket in CLOSES:
                stack.append(bracket)
            else:
                assert CLOSES[stack.pop()] == bracket
            assert len(stack) <= task.deepest
            assert answer == (stack[-1] if stack else "∅")


@pytest.mark.parametrize("length", range(4, 61))
def test_the_depth_follows_the_length_unless_it_is_given(length: int) -> None:
    assert 2 <= BracketsTask(length=length).deepest <= min(8, length)
    assert BracketsTask(length=length, max_depth=3).deepest == 3


def test_the_deepest_nesting_and_every_kind_occur() -> None:
    read = "".join(read for read, _ in words_of_brackets(BracketsTask(length=24, pairs=4), 0, 200))
    assert set(read) == set("()[]{}<>")
    depths = [
        sum(1 if bracket in CLOSES else -1 for bracket in read[: end + 1])
        for read, _ in words_of_brackets(BracketsTask(length=24, max_depth=3), 0, 50)
        for end in range(24)
    ]
    assert max(depths) == 3


@pytest.mark.parametrize(
    "task",
    [
        BracketsTask(length=4),
        BracketsTask(pairs=1),
        BracketsTask(),
        BracketsTask(length=15, pairs=3, max_depth=2),
    ],
    ids=str,
)
def test_chance_and_floor_are_those_of_the_data(
    constant_loss: Measure, memoryless_loss: Measure, task: BracketsTask
) -> None:
    facts, batch = task.facts(), draw_batch(task, 30_000, 0, 0)
    assert constant_loss(batch) == pytest.approx(facts.chance, abs=3e-3)
    assert memoryless_loss(batch) == pytest.approx(facts.floor, abs=3e-3)
    frequencies = torch.bincount(batch.targets.flatten()).double() / batch.targets.numel()
    assert float(frequencies.max()) == pytest.approx(facts.metric_chance, abs=3e-3)
