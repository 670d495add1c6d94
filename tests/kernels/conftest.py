"""The kernels, ready in this process; and documents drawn at random."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_playground.kernels.load import load_kernels


@pytest.fixture(scope="session", autouse=True)
def kernels():
    assert load_kernels(), "the fused kernels are not possible here: numba, or a processor with fused multiply-add"


@pytest.fixture
def rng():
    return np.random.default_rng(7)
