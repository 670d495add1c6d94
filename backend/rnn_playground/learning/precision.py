"""What a document's numbers are computed in."""

from __future__ import annotations

import torch

from rnn_playground.experiment import Experiment


def dtype_of(experiment: Experiment) -> torch.dtype:
    """Return the floating type that ``experiment`` asks for."""
    return torch.float64 if experiment.precision == "float64" else torch.float32
