"""Fixtures of every cell, small, with random weights and states in float64."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from specimens import DOCUMENTS, Specimen, specimen

from rnn_playground.experiment.cells import CellConfig


@pytest.fixture(params=DOCUMENTS)
def document(request: pytest.FixtureRequest) -> CellConfig:
    """Every cell's document, one a test."""
    return DOCUMENTS[request.param]


@pytest.fixture
def a_specimen(document: CellConfig) -> Specimen:
    """Every cell, one a test."""
    return specimen(document)


@pytest.fixture
def make_specimen():
    """The function that makes the specimen of any document."""
    return specimen
