"""Importing the package, the server or the catalog loads no torch: the web process does without it."""

from __future__ import annotations

import subprocess
import sys

import pytest

MODULES = [
    "rnn_playground",
    "rnn_playground.experiment",
    "rnn_playground.experiment.catalog",
    "rnn_playground.figures",
    "rnn_playground.telemetry",
    "rnn_playground.engine",
    "rnn_playground.export.script",
    "rnn_playground.server",
    "rnn_playground.server.app",
    "rnn_playground.cli",
]


@pytest.mark.parametrize("module", MODULES)
def test_importing_loads_no_torch(module: str) -> None:
    assert loaded_after(f"import {module}") == ""


def test_making_the_catalog_loads_no_torch() -> None:
    assert loaded_after("from rnn_playground.experiment.catalog import catalog; catalog()") == ""


def test_validating_and_describing_an_experiment_loads_no_torch() -> None:
    assert loaded_after("from rnn_playground.experiment import Experiment, describe; describe(Experiment())") == ""


def loaded_after(statement: str) -> str:
    """Run ``statement`` in a fresh interpreter and return the heavy modules that it loaded, by name."""
    heavy = {"torch", "sklearn", "mlxtend", "plotly", "rnn_playground.training"}
    code = f"{statement}; import sys; print(*({heavy} & sys.modules.keys()))"
    result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()
