"""Tasks whose answer is the state of a small machine that the inputs drive."""

import itertools
import math
from collections.abc import Callable
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment.tasks import FlipFlopTask, WordProblemTask
from rnn_playground.experiment.tasks.state_tracking import symmetric_group
from rnn_playground.tasks import TaskBatch, draw_batch

Measure = Callable[[TaskBatch], float]
GROUPS: list[Literal["s3", "s5"]] = ["s3", "s5"]
LETTERS: list[Literal["generators", "elements"]] = ["generators", "elements"]


@pytest.mark.parametrize("degree", [3, 5])
def test_the_table_is_that_of_the_symmetric_group(degree: int) -> None:
    group = symmetric_group(degree)
    count = math.factorial(degree)
    assert len(set(group.names)) == count == len(group.product)
    every = np.arange(count)
    assert (group.product[0] == every).all()
    assert (group.product[:, 0] == every).all()
    for row in (*group.product, *group.product.T):
        assert sorted(row) == list(every), "every element once in each row and column"
    some = np.random.default_rng(0).integers(0, count, (3, 500))
    first, second, third = some
    left = group.product[group.product[first, second], third]
    assert (left == group.product[first, group.product[second, third]]).all()


@pytest.mark.parametrize("degree", [3, 5])
def test_the_generators_reach_every_element(degree: int) -> None:
    group = symmetric_group(degree)
    assert [group.names[generator] for generator in group.generators] == [
        "21345"[:degree], "23451"[: degree - 1] + "1"
    ]  # fmt: skip
    reached = {0}
    while True:
        more = reached | {int(group.product[one, generator]) for one in reached for generator in group.generators}
        if more == reached:
            break
        reached = more
    assert len(reached) == math.factorial(degree)
    assert len({group.product[pair] for pair in itertools.permutations(group.generators)}) == 2, "they do not commute"


@given(
    group=st.sampled_from(GROUPS),
    letters=st.sampled_from(LETTERS),
    length=st.integers(4, 30),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_class_is_the_order_that_the_permutations_leave(
    group: Literal["s3", "s5"], letters: Literal["generators", "elements"], length: int, seed: int
) -> None:
    task = WordProblemTask(group=group, letters=letters, length=length)
    facts = task.facts()
    batch = draw_batch(task, 2, seed, 0)
    assert batch.inputs.shape == (length, 2, facts.input_size)
    assert batch.loss_mask.all()
    moves = {"a": "21345", "b": "23451" if group == "s5" else "231"} if letters == "generators" else {}
    for sample in range(2):
        order = facts.output_labels[0]
        assert order == "".join(sorted(order))
        for step in range(length):
            label = facts.input_labels[int(batch.inputs[step, sample].argmax())]
            order = "".join(order[int(place) - 1] for place in moves.get(label, label)[: len(order)])
            assert facts.output_labels[int(batch.targets[step, sample])] == order


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("group", GROUPS)
def test_chance_and_floor_are_those_of_the_words(
    constant_loss: Measure,
    memoryless_loss: Measure,
    group: Literal["s3", "s5"],
    letters: Literal["generators", "elements"],
) -> None:
    task = WordProblemTask(group=group, letters=letters)
    facts, batch = task.facts(), draw_batch(task, 60_000, 0, 0)
    assert facts.floor is not None
    assert constant_loss(batch) == pytest.approx(facts.chance, abs=2e-3)
    # Some 120² counts of so many steps make what is measured smaller by a hundredth of a nat.
    assert memoryless_loss(batch) == pytest.approx(facts.floor, abs=0.02 if facts.input_size == 120 else 2e-3)
    shares = np.bincount(batch.targets.flatten().numpy()) / batch.targets.numel()
    assert shares.max() == pytest.approx(facts.metric_chance, abs=2e-3)


@pytest.mark.parametrize(("group", "order"), [("s3", 6), ("s5", 120)])
def test_where_elements_are_read_guessing_is_right_in_one_of_all(group: Literal["s3", "s5"], order: int) -> None:
    facts = WordProblemTask(group=group).facts()
    assert facts.chance == pytest.approx(math.log(order), abs=1e-12)
    assert facts.metric_chance == pytest.approx(1 / order, abs=1e-12)
    assert facts.output_size == order


@given(
    length=st.integers(4, 60),
    bits=st.integers(1, 4),
    rate=st.floats(0.01, 0.9),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_bit_is_the_sign_of_the_last_pulse(length: int, bits: int, rate: float, seed: int) -> None:
    task = FlipFlopTask(length=length, bits=bits, pulse_rate=rate)
    facts = task.facts()
    batch = draw_batch(task, 2, seed, 0)
    assert batch.inputs.shape == batch.targets.shape == (length, 2, bits)
    assert set(batch.inputs.flatten().tolist()) <= set(facts.levels or ())
    assert batch.inputs[0].abs().min() == 1.0
    assert batch.loss_mask.all()
    for sample, bit in itertools.product(range(2), range(bits)):
        held = 0.0
        for step in range(length):
            pulse = float(batch.inputs[step, sample, bit])
            held = pulse or held
            assert float(batch.targets[step, sample, bit]) == held


def test_guessing_nothing_costs_the_variance_of_a_sign_and_the_present_input_a_little_less() -> None:
    task = FlipFlopTask(length=20, pulse_rate=0.2)
    facts, batch = task.facts(), draw_batch(task, 20_000, 0, 0)
    assert float(batch.targets.mean()) == pytest.approx(0.0, abs=0.01)
    assert float(batch.targets.square().mean()) == facts.chance == 1.0
    present = float((batch.targets - batch.inputs).square().mean())  # a pulse is its own answer, without one it is 0
    assert present == pytest.approx(facts.floor, abs=0.005)
    pulses = (batch.inputs[1:] != 0).double().mean()
    assert float(pulses) == pytest.approx(0.2, abs=0.005)
