"""The tasks that were made up to ask for memory."""

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, Lane, explain
from rnn_playground.experiment.cells import GruCell
from rnn_playground.experiment.learning import Adam
from rnn_playground.experiment.tasks import (
    AddingTask,
    EchoTask,
    ParityTask,
    Seq2seqReverseTask,
    TemporalOrderTask,
)
from rnn_playground.tasks import TaskBatch, draw_batch
from rnn_playground.training import Trainer

Measure = Callable[[TaskBatch], float]


@given(
    length=st.integers(4, 120), batch_size=st.integers(1, 9), seed=st.integers(0, 2**32 - 1), step=st.integers(0, 10**5)
)
def test_the_answer_is_the_sum_of_the_marked_values(length: int, batch_size: int, seed: int, step: int) -> None:
    batch = draw_batch(AddingTask(length=length), batch_size, seed, step)
    values, marks = batch.inputs[:, :, 0], batch.inputs[:, :, 1]
    assert batch.inputs.shape == (length, batch_size, 2)
    assert ((values >= 0) & (values < 1)).all()
    assert ((marks == 0) | (marks == 1)).all()
    assert (marks[: length // 2].sum(dim=0) == 1).all()
    assert (marks[length // 2 :].sum(dim=0) == 1).all()
    torch.testing.assert_close(batch.targets[-1, :, 0], (values * marks).sum(dim=0))
    assert batch.scored_steps == [length - 1]
    assert batch.loss_mask[-1].all()


def test_constant_one_leaves_the_declared_chance() -> None:
    task = AddingTask(length=10)
    targets = draw_batch(task, 20_000, 0, 0).targets[-1]
    assert abs(float((targets - 1.0).square().mean()) - task.facts().chance) < 0.005


def test_marks_reach_every_place() -> None:
    marks = draw_batch(AddingTask(length=5), 500, 0, 0).inputs[:, :, 1]
    assert (marks.sum(dim=1) > 0).all()


@pytest.mark.parametrize("length", [4, 5, 12])
def test_the_last_step_alone_leaves_the_declared_floor(length: int) -> None:
    task = AddingTask(length=length)
    batch = draw_batch(task, 40_000, 0, 0)
    value, marked = batch.inputs[-1].unbind(dim=1)
    best = torch.where(marked == 1, value + 0.5, 1.0)
    floor = task.facts().floor
    assert floor is not None
    assert floor < task.facts().chance
    assert float((batch.targets[-1, :, 0] - best).square().mean()) == pytest.approx(floor, abs=0.002)


A = 4


@given(
    length=st.integers(4, 120), batch_size=st.integers(1, 9), seed=st.integers(0, 2**32 - 1), step=st.integers(0, 10**5)
)
def test_the_class_names_the_two_symbols_in_their_order(length: int, batch_size: int, seed: int, step: int) -> None:
    task = TemporalOrderTask(length=length)
    batch = draw_batch(task, batch_size, seed, step)
    assert torch.equal(batch.inputs.sum(dim=2), torch.ones(length, batch_size, dtype=torch.float64))
    symbols = batch.inputs.argmax(dim=2)
    for sample in range(batch_size):
        first, second = (symbols[:, sample] >= A).nonzero().flatten().tolist()
        assert first in task.first_positions
        assert second in task.second_positions
        s_1, s_2 = int(symbols[first, sample]) - A, int(symbols[second, sample]) - A
        assert int(batch.targets[-1, sample]) == 2 * s_2 + s_1
    assert batch.scored_steps == [length - 1]


def test_positions_follow_the_source() -> None:
    task = TemporalOrderTask(length=50)
    assert list(task.first_positions) == [5, 6, 7, 8, 9]
    assert list(task.second_positions) == [25, 26, 27, 28, 29]


def test_all_classes_and_distractors_occur_evenly() -> None:
    batch = draw_batch(TemporalOrderTask(length=20), 4000, 0, 0)
    assert (torch.bincount(batch.targets[-1], minlength=4) > 900).all()
    assert (torch.bincount(batch.inputs.argmax(dim=2).flatten(), minlength=6)[:A] > 17_000).all()


def test_the_labels_of_the_classes_are_in_their_order() -> None:
    task = TemporalOrderTask(length=20)
    facts = task.facts()
    batch = draw_batch(task, 50, 0, 0)
    for sample in range(50):
        symbols = [facts.input_labels[int(symbol)] for symbol in batch.inputs[:, sample].argmax(dim=1)]
        relevant = "".join(symbol for symbol in symbols if symbol in "AB")
        assert facts.output_labels[int(batch.targets[-1, sample])] == relevant


@given(length=st.integers(4, 60), batch_size=st.integers(1, 6), seed=st.integers(0, 2**32 - 1))
def test_the_class_counts_the_ones_modulo_two(length: int, batch_size: int, seed: int) -> None:
    batch = draw_batch(ParityTask(length=length), batch_size, seed, 0)
    assert batch.inputs.shape == (length, batch_size, 1)
    assert set(batch.inputs.flatten().tolist()) <= {-1.0, 1.0}
    assert batch.loss_mask.all()
    for sample in range(batch_size):
        bits = batch.inputs[:, sample, 0].tolist()
        assert batch.targets[:, sample].tolist() == [bits[: step + 1].count(1.0) % 2 for step in range(length)]


@pytest.mark.parametrize("length", [4, 5, 12])
def test_chance_and_floor_are_those_of_the_data(constant_loss: Measure, memoryless_loss: Measure, length: int) -> None:
    facts = ParityTask(length=length).facts()
    batch = draw_batch(ParityTask(length=length), 40_000, 0, 0)
    assert constant_loss(batch) == pytest.approx(facts.chance, abs=1e-3)
    assert memoryless_loss(batch) == pytest.approx(facts.floor, abs=2e-3)
    assert facts.floor is not None
    assert facts.floor < facts.chance == math.log(2)


def test_the_first_bit_decides_the_last_answer() -> None:
    facts = ParityTask(length=12).facts()
    bits = draw_batch(ParityTask(length=12), 1, 0, 0).inputs[:, 0, 0] > 0
    turned = bits.clone()
    turned[0] = ~turned[0]
    assert int(bits.sum()) % 2 != int(turned.sum()) % 2
    assert facts.required_lag == 11


def test_a_small_network_learns_it() -> None:
    lane = Lane(cell=GruCell(hidden_size=8), optimizer=Adam(learning_rate=0.03))
    trainer = Trainer(Experiment(task=ParityTask(length=4), lanes=(lane,), steps=250))
    while trainer.advance():
        pass
    values = trainer.scalars.since(0, -1)
    assert torch.tensor(values["metric"][-10:]).mean() == 1.0
    assert values["loss"][0] > 0.65


@given(
    length=st.integers(4, 60),
    share=st.none() | st.floats(0.0, 1.0),
    batch_size=st.integers(1, 6),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_answer_is_the_bit_of_so_many_steps_ago(
    length: int, share: float | None, batch_size: int, seed: int
) -> None:
    lag = None if share is None else 1 + round(share * (length - 2))
    task = EchoTask(length=length, lag=lag)
    delay = length // 3 if lag is None else lag
    assert task.facts().required_lag == delay
    batch = draw_batch(task, batch_size, seed, 0)
    assert set(batch.inputs.flatten().tolist()) <= {-1.0, 1.0}
    assert batch.scored_steps == list(range(delay, length))
    assert batch.loss_mask[delay:].all()
    for sample in range(batch_size):
        bits = batch.inputs[:, sample, 0].tolist()
        answers = [task.facts().output_labels[place] for place in batch.targets[delay:, sample].tolist()]
        assert answers == ["+1" if bits[step - delay] > 0 else "−1" for step in range(delay, length)]


def test_chance_is_that_of_the_data_and_the_present_bit_does_not_help(
    constant_loss: Measure, memoryless_loss: Measure
) -> None:
    facts = EchoTask(length=12).facts()
    batch = draw_batch(EchoTask(length=12), 20_000, 0, 0)
    assert constant_loss(batch) == pytest.approx(facts.chance, abs=1e-3)
    assert memoryless_loss(batch) == pytest.approx(math.log(2), abs=1e-3)
    assert facts.floor is None


def test_a_lag_that_leaves_nothing_to_score_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        Experiment.model_validate({"task": {"kind": "echo", "length": 10, "lag": 10}})
    (error,) = explain(caught.value)
    assert error["path"] == ["task", "lag"]
    assert "lag is 10" in error["message"]
    assert "below the length" in error["message"]


@given(
    length=st.integers(4, 60),
    symbols=st.integers(2, 26),
    batch_size=st.integers(1, 5),
    seed=st.integers(0, 2**32 - 1),
)
def test_what_is_read_is_written_backwards(length: int, symbols: int, batch_size: int, seed: int) -> None:
    task = Seq2seqReverseTask(length=length, symbols=symbols)
    facts = task.facts()
    batch = draw_batch(task, batch_size, seed, 0)
    assert batch.inputs.shape == (2 * length, batch_size, symbols + 1)
    assert torch.equal(batch.inputs.sum(dim=2), torch.ones(2 * length, batch_size, dtype=torch.float64))
    assert batch.scored_steps == list(range(length, 2 * length))
    assert batch.loss_mask[length:].all()
    for sample in range(batch_size):
        read = "".join(facts.input_labels[place] for place in batch.inputs[:, sample].argmax(dim=1).tolist())
        written = "".join(facts.output_labels[place] for place in batch.targets[length:, sample].tolist())
        assert read == written[::-1] + ">" * length
        assert set(written) <= set(task.alphabet)


def test_the_last_letter_written_is_the_first_read() -> None:
    facts = Seq2seqReverseTask(length=6).facts()
    assert facts.required_lag == facts.sequence_length - 1 == 11
    assert facts.structure == "many-to-many-encoder-decoder"


def test_chance_is_that_of_the_data_and_the_present_input_does_not_help(
    constant_loss: Measure, memoryless_loss: Measure
) -> None:
    task = Seq2seqReverseTask()
    batch = draw_batch(task, 5000, 0, 0)
    assert constant_loss(batch) == pytest.approx(task.facts().chance, abs=1e-3)
    assert memoryless_loss(batch) == pytest.approx(math.log(8), abs=1e-3)
    assert task.facts().floor is None
