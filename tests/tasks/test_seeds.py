import pytest
import torch

from rnn_playground.experiment.tasks import (
    AddingTask,
    AssociativeRecallTask,
    BracketsTask,
    CopyTask,
    DigitsTask,
    EchoTask,
    EmbeddedReberTask,
    FlipFlopTask,
    HelloTask,
    LorenzTask,
    MackeyGlassTask,
    ParityTask,
    ReberTask,
    SelectiveCopyTask,
    Seq2seqReverseTask,
    SineTask,
    Task,
    TemporalOrderTask,
    TextTask,
    WaveformTask,
    WordProblemTask,
    at_length,
)
from rnn_playground.tasks import draw_batch

RANDOM_TASKS: list[Task] = [
    AddingTask(), TemporalOrderTask(), SineTask(components=2), CopyTask(), ParityTask(), EchoTask(), ReberTask(),
    EmbeddedReberTask(), BracketsTask(), SelectiveCopyTask(), AssociativeRecallTask(), Seq2seqReverseTask(),
    TextTask(), WordProblemTask(), FlipFlopTask(), LorenzTask(), MackeyGlassTask(),
]  # fmt: skip
OF_ANY_LENGTH = [task for task in RANDOM_TASKS if "length" in type(task).model_fields]


@pytest.mark.parametrize("task", [HelloTask(), WaveformTask(), DigitsTask(), *RANDOM_TASKS], ids=lambda task: task.kind)
def test_a_batch_follows_from_seed_and_step_alone(task: Task) -> None:
    draw_batch(task, 7, 1, 2)  # what was drawn before does not matter
    first, second = draw_batch(task, 7, 3, 4), draw_batch(task, 7, 3, 4)
    assert torch.equal(first.inputs, second.inputs)
    assert torch.equal(first.targets, second.targets)
    assert torch.equal(first.loss_mask, second.loss_mask)


@pytest.mark.parametrize("task", [DigitsTask(), *RANDOM_TASKS], ids=lambda task: task.kind)
def test_seeds_and_steps_give_other_batches(task: Task) -> None:
    inputs = [draw_batch(task, 4, seed, step).inputs for seed, step in ((0, 0), (0, 1), (1, 0))]
    assert not torch.equal(inputs[0], inputs[1])
    assert not torch.equal(inputs[0], inputs[2])


@pytest.mark.parametrize("task", [HelloTask(), WaveformTask(), DigitsTask(), *RANDOM_TASKS], ids=lambda task: task.kind)
def test_sizes_are_the_documents(task: Task) -> None:
    batch = draw_batch(task, 3, 0, 0)
    assert batch.inputs.shape == (task.sequence_length, 3, task.input_size)
    classes = task.loss == "cross_entropy"
    assert batch.targets.shape == (task.sequence_length, 3) + (() if classes else (task.output_size,))
    assert batch.targets.dtype == (torch.int64 if classes else torch.float64)
    assert batch.loss_mask.shape == (task.sequence_length, 3)
    if batch.metric_mask is not None:
        assert batch.metric_mask.any(dim=0).all()
        assert not (batch.metric_mask & ~batch.loss_mask).any()
    if batch.legal is not None:
        assert batch.legal.shape == (task.sequence_length, 3, task.output_size)
        legal = batch.legal.gather(2, batch.targets[:, :, None])[:, :, 0]
        assert legal[batch.loss_mask].all()


@pytest.mark.parametrize("length", [4, 5, 6, 7, 8, 11, 60])
@pytest.mark.parametrize("task", [WaveformTask(), *OF_ANY_LENGTH], ids=lambda task: task.kind)
def test_any_length_has_batches_and_facts(task: Task, length: int) -> None:
    task = at_length(type(task)(), length)
    batch, facts = draw_batch(task, 2, 0, 0), task.facts()
    assert batch.loss_mask.any(dim=0).all()
    assert batch.inputs.shape == (facts.sequence_length, 2, len(facts.input_labels))
    assert len(facts.output_labels) == facts.output_size
    assert facts.required_lag is None or 0 < facts.required_lag < facts.sequence_length
    assert facts.floor is None or 0.0 < facts.floor < facts.chance


def test_another_type_keeps_the_classes() -> None:
    batch = draw_batch(TemporalOrderTask(), 2, 0, 0).to(torch.float32)
    assert batch.inputs.dtype == torch.float32
    assert batch.targets.dtype == torch.int64
    assert draw_batch(SineTask(), 2, 0, 0).to(torch.float32).targets.dtype == torch.float32
