"""Importing the package, the server or the catalog loads no torch: the web process does without it."""

from __future__ import annotations

import subprocess
import sys

MODULES = [
    "rnn_playground",
    "rnn_playground.experiment",
    "rnn_playground.experiment.catalog",
    "rnn_playground.figures",
    "rnn_playground.telemetry",
    "rnn_playground.engine",
    "rnn_playground.server",
    "rnn_playground.server.app",
    "rnn_playground.cli",
]


STATEMENTS = [
    *(f"import {module}" for module in MODULES),
    "from rnn_playground.experiment.catalog import catalog; catalog()",
    "from rnn_playground.experiment import Experiment, describe; describe(Experiment())",
]
HEAVY = {"torch", "sklearn", "mlxtend", "plotly", "rnn_playground.training"}


def test_importing_the_catalog_and_describing_load_no_torch() -> None:
    """In a fresh interpreter, one after the other: the first that loads something heavy is named."""
    looks = (
        f"{statement}; print({statement!r}, *({HEAVY} & sys.modules.keys()), sep='\\n')" for statement in STATEMENTS
    )
    code = "\n".join(["import sys", *looks])
    result = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == STATEMENTS
