import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import GruCell
from rnn_playground.experiment.optimizers import Adam
from rnn_playground.experiment.tasks import ParityTask
from rnn_playground.tasks import TaskBatch, draw_batch
from rnn_playground.training import Trainer

Measure = Callable[[TaskBatch], float]


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
