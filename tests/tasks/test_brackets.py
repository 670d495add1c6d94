from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment.tasks import BracketsTask
from rnn_playground.tasks import TaskBatch, draw_batch

Measure = Callable[[TaskBatch], float]
CLOSES = {"(": ")", "[": "]", "{": "}", "<": ">"}


def words(task: BracketsTask, seed: int, batch_size: int) -> list[tuple[str, list[str]]]:
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
    for read, answers in words(task, seed, 3):
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
    read = "".join(read for read, _ in words(BracketsTask(length=24, pairs=4), 0, 200))
    assert set(read) == set("()[]{}<>")
    depths = [
        sum(1 if bracket in CLOSES else -1 for bracket in read[: end + 1])
        for read, _ in words(BracketsTask(length=24, max_depth=3), 0, 50)
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
