from __future__ import annotations

import os

import pytest

# Whether it compiles or interprets a kernel Triton decides when it first sees it, its own library included.
os.environ["TRITON_INTERPRET"] = "1"
card_passes = pytest.importorskip("rnn_playground.training.card_passes", exc_type=ImportError)
del os.environ["TRITON_INTERPRET"]


@pytest.fixture
def interpreted(monkeypatch):
    """The passes by the kernels, which Triton interprets on the processor."""
    monkeypatch.setenv("TRITON_INTERPRET", "1")
    return card_passes
