"""A script, written by a process of its own: it follows names through hundreds of syntax trees, for a second or two."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from rnn_playground.experiment import Experiment

COMMAND = (sys.executable, "-m", "rnn_playground.export.script")
# A machine that is busy with runs writes slowly; in seconds.
PATIENCE = 300.0


class NoScript(Exception):
    """The process came to no end, or to no good one; what it said is on standard error."""


def written_script(experiment: Experiment, command: Sequence[str] = COMMAND) -> dict[str, Any]:
    """Return the ``script``, or the ``errors`` that say why there is none, as ``command`` does. Raises NoScript."""
    document = experiment.model_dump_json().encode()
    try:
        done = subprocess.run(command, input=document, stdout=subprocess.PIPE, timeout=PATIENCE, check=True)
    except subprocess.SubprocessError as problem:
        raise NoScript(f"the script could not be written: {problem}; try again in a moment") from None
    written: dict[str, Any] = json.loads(done.stdout)
    return written
