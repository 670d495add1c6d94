from __future__ import annotations

import os

import pytest

# Whether it compiles or interprets a kernel Triton decides when it first sees it, its own library included.
os.environ["TRITON_INTERPRET"] = "1"
from rnn_playground.training import card_passes

del os.environ["TRITON_INTERPRET"]


@pytest.fixture
def interpreted(monkeypatch):
    """The passes by the kernels, which Triton interprets on the processor."""
    monkeypatch.setenv("TRITON_INTERPRET", "1")
    return card_passes
