"""The kernels, ready in this process; and documents drawn at random."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_playground.experiment.activations import ActivationKind

CELLS = [
    *({"kind": "rnn", "activation": activation} for activation in ActivationKind.__args__),
    {"kind": "irnn"},
    {"kind": "nprnn"},
    {"kind": "cwrnn"},
    {"kind": "lstm"},
    {"kind": "gru"},
    {"kind": "ugrnn"},
]


@pytest.fixture(scope="session", autouse=True)
def kernels(kernels_at_hand):
    """All tests here call them."""


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture(params=CELLS, ids=lambda cell: "-".join(cell.values()))
def cell(request):
    """Each cell that has a kernel, with each of its activations."""
    return request.param
