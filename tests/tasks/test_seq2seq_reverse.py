import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment.tasks import Seq2seqReverseTask
from rnn_playground.tasks import TaskBatch, draw_batch

Measure = Callable[[TaskBatch], float]


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
