"""Where a run is computed: on the processor, or on a graphics card where there is one and the steps are large."""

from __future__ import annotations

from typing import Literal, assert_never

import torch

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.cells.sized import parameter_count
from rnn_playground.experiment.errors import Refusal

Device = Literal["cpu", "cuda"]
LARGE = 2_000_000
"""Parameters × batch from which on a time step on a card, which takes some 20 to 80 µs at any size, is the faster."""


def choose_device(experiment: Experiment) -> Device:
    """Return where ``experiment`` is computed. Raises Refusal where it asks for a card and none can be used."""
    match experiment.device:
        case "cuda" if not torch.cuda.is_available():
            raise Refusal(
                "no_cuda",
                "device 'cuda' was asked for, but PyTorch finds no CUDA device here; set device to 'auto' or 'cpu'",
                {},
            )
        case "auto":
            wanted = experiment.kernel != "fused" and not any(lane.clamps for lane in experiment.lanes)
            wanted = wanted and _largest(experiment) >= LARGE
            return "cuda" if wanted and torch.cuda.is_available() else "cpu"
        case "cpu" | "cuda" as device:
            return device
        case _ as unreachable:
            assert_never(unreachable)


def _largest(experiment: Experiment) -> int:
    """Return parameters × batch of the largest lane."""
    task = experiment.task
    counts = (parameter_count(lane.cell, task.input_size, task.output_size) for lane in experiment.lanes)
    return max(counts) * experiment.batch_size
