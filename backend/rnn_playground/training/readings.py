"""What one sample's forward pass shows: prediction and states as plain arrays; numbers as they travel."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from rnn_playground.experiment.tasks import Task
from rnn_playground.learning.network import read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.telemetry.codec import Array

MOST_NUMBERS = 262_144
"""Of a matrix state that a frame carries at most: one that is larger is left out."""


@torch.no_grad()
def forward_readings(task: Task, parameters: Parameters, states: Mapping[str, Tensor]) -> dict[str, Array]:
    """Return ``output`` (T, O), ``hidden_state`` (L, T, H) and each other state under ``state/<name>`` (L, T, H, …).

    ``states`` are one sample's by name, h among them.
    """
    most = max(MOST_NUMBERS, 2 * states["h"].numel())
    return {
        "output": float32(prediction(task, read_out(parameters, states["h"][-1]))),
        "hidden_state": float32(states["h"]),
        **{f"state/{name}": float32(state) for name, state in states.items() if name != "h" and state.numel() <= most},
    }


def prediction(task: Task, output: Tensor) -> Tensor:
    """Return what the read-out says: probabilities for classes, values else."""
    return output.softmax(dim=-1) if task.loss == "cross_entropy" else output


def float32(tensor: Tensor) -> Array:
    """Return a tensor as it travels."""
    array: Array = tensor.detach().to(torch.float32).numpy()
    return array


def float64(tensor: Tensor) -> Array:
    """Return norms of derivatives as they travel: those that vanish, too, keep their digits."""
    array: Array = tensor.detach().to(torch.float64).numpy()
    return array


def finite(value: float) -> float | None:
    """Return a number that JSON can carry; None for what it cannot."""
    return value if math.isfinite(value) else None
