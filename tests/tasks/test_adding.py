import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.tasks import draw_batch


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
