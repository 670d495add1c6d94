import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment.tasks import TemporalOrderTask
from rnn_playground.tasks import draw_batch

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
