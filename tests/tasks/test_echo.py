import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, explain
from rnn_playground.experiment.tasks import EchoTask
from rnn_playground.tasks import TaskBatch, draw_batch

Measure = Callable[[TaskBatch], float]


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
