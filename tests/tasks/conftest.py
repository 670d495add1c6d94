"""What the best guess loses, measured on data."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from rnn_playground.tasks import TaskBatch


def entropy_given(context: Tensor, targets: Tensor) -> float:
    """The mean entropy in nats of the classes ``targets`` (N,) among those with the same ``context`` (N,)."""
    joint = torch.zeros(int(context.max()) + 1, int(targets.max()) + 1, dtype=torch.float64)
    joint.index_put_((context, targets), torch.ones(len(targets), dtype=torch.float64), accumulate=True)
    share = joint / joint.sum(dim=1, keepdim=True).clamp(min=1)
    return -float((joint * torch.where(joint > 0, share, 1.0).log()).sum() / len(targets))


@pytest.fixture(scope="session")
def memoryless_loss() -> Callable[[TaskBatch], float]:
    """The cross-entropy of predicting each scored target by its frequency after the same input."""

    def measure(batch: TaskBatch) -> float:
        inputs = batch.inputs[batch.loss_mask]
        place = torch.arange(1.0, inputs.shape[1] + 1, dtype=torch.float64)  # tells one-hot vectors and ±1 apart
        return entropy_given((inputs @ place).long() + 1, batch.targets[batch.loss_mask])

    return measure


@pytest.fixture(scope="session")
def constant_loss() -> Callable[[TaskBatch], float]:
    """The cross-entropy of predicting each scored target by its frequency."""

    def measure(batch: TaskBatch) -> float:
        targets = batch.targets[batch.loss_mask]
        return entropy_given(torch.zeros_like(targets), targets)

    return measure
