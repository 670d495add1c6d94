import math

import pytest
import torch

from rnn_playground.learning.loss import batch_loss, legal_fraction, task_metric
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import TaskBatch

T, B = 4, 3
MASK = torch.tensor([[0, 0, 0], [1, 0, 1], [0, 0, 0], [1, 1, 0]], dtype=torch.bool)  # lengths differ: 2, 1, 1 scored


def batch(mask: torch.Tensor, classes: bool) -> TaskBatch:
    stream = torch.Generator().manual_seed(0)
    targets = torch.randint(0, 5, (T, B), generator=stream) if classes else torch.randn(T, B, 2, generator=stream)
    return TaskBatch(torch.zeros(T, B, 1), targets, mask)


@pytest.mark.parametrize("mask", [MASK, torch.ones(T, B, dtype=torch.bool)], ids=["some", "all"])
def test_only_scored_steps_are_selected(mask: torch.Tensor) -> None:
    scoring = Scoring.of(batch(mask, classes=False))
    outputs = torch.arange(T * B * 2, dtype=torch.float64).view(T, B, 2)
    torch.testing.assert_close(scoring.select(outputs[scoring.time_steps]), outputs[mask])
    torch.testing.assert_close(scoring.targets, batch(mask, classes=False).targets[mask])
    assert scoring.time_steps == mask.any(dim=1).nonzero().flatten().tolist()


def test_cross_entropy_is_the_mean_over_scored_steps_in_nats() -> None:
    scoring = Scoring.of(batch(MASK, classes=True))
    logits = torch.randn(T, B, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    loss = batch_loss("cross_entropy", scoring.select(logits[scoring.time_steps]), scoring.targets)
    targets = batch(MASK, classes=True).targets
    by_step = [
        -math.log(torch.softmax(logits[t, b], dim=0)[targets[t, b]].item())
        for t in range(T)
        for b in range(B)
        if MASK[t, b]
    ]
    assert loss.item() == pytest.approx(sum(by_step) / len(by_step), rel=1e-12)
    assert len(by_step) == 4


def test_squared_error_is_the_mean_over_scored_steps_and_outputs() -> None:
    predictions, targets = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([[1.0, 0.0], [3.0, 6.0]])
    assert batch_loss("mean_squared_error", predictions, targets).item() == pytest.approx(2.0)
    scoring = Scoring.of(TaskBatch(torch.zeros(2, 1, 1), targets[:, None], torch.ones(2, 1, dtype=torch.bool)))
    assert task_metric("mean_squared_error", predictions, scoring, 2.0) == 2.0


LOGITS = torch.tensor([[2.0, 1.0], [0.0, 1.0], [5.0, 1.0]])
TARGETS = torch.tensor([[0], [1], [1]])
EVERY = torch.ones(3, 1, dtype=torch.bool)


def test_accuracy_is_the_fraction_of_scored_steps_predicted_rightly() -> None:
    scoring = Scoring.of(TaskBatch(torch.zeros(3, 1, 1), TARGETS, EVERY))
    assert task_metric("cross_entropy", LOGITS, scoring, 0.3) == pytest.approx(2 / 3)


def test_of_the_scored_steps_only_those_that_count_are_in_the_metric() -> None:
    counted = torch.tensor([[False], [True], [True]])
    scoring = Scoring.of(TaskBatch(torch.zeros(3, 1, 1), TARGETS, EVERY, metric_mask=counted))
    assert task_metric("cross_entropy", LOGITS, scoring, 0.3) == pytest.approx(1 / 2)
    assert len(scoring.targets) == 3


def test_where_several_classes_are_legal_any_of_them_is_right() -> None:
    legal = torch.tensor([[[True, False]], [[True, False]], [[True, True]]])
    scoring = Scoring.of(TaskBatch(torch.zeros(3, 1, 1), TARGETS, EVERY, legal=legal))
    assert task_metric("cross_entropy", LOGITS, scoring, 0.3) == pytest.approx(2 / 3)
    assert legal_fraction(LOGITS, scoring) == pytest.approx(2 / 3)


def test_masks_and_legal_classes_are_selected_as_the_targets_are() -> None:
    whole = batch(MASK, classes=True)
    legal = torch.rand(T, B, 5, generator=torch.Generator().manual_seed(2)) < 0.5
    scoring = Scoring.of(whole._replace(metric_mask=MASK & (whole.targets > 1), legal=legal))
    assert scoring.counted is not None
    assert scoring.legal is not None
    assert torch.equal(scoring.counted, whole.targets[MASK] > 1)
    assert torch.equal(scoring.legal, legal[MASK])
    predictions = torch.randn(T, B, 5, generator=torch.Generator().manual_seed(3))
    selected = scoring.select(predictions[scoring.time_steps])
    right = [bool(legal[t, b, predictions[t, b].argmax()]) for t in range(T) for b in range(B) if MASK[t, b]]
    counted = [hit for hit, counts in zip(right, scoring.counted, strict=True) if counts]
    assert legal_fraction(selected, scoring) == pytest.approx(sum(right) / len(right))
    assert task_metric("cross_entropy", selected, scoring, 0.3) == pytest.approx(sum(counted) / len(counted))
