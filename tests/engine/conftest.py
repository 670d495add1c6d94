"""Workers with the fused kernels at hand, so that it is no accident of timing which arithmetic a run takes."""

from __future__ import annotations

import pytest

from rnn_playground.kernels.load import load_kernels


@pytest.fixture(scope="session", autouse=True)
def compiled_kernels():
    assert load_kernels()
