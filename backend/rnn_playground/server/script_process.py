"""A script, written by a process of its own: it follows names through hundreds of syntax trees, for a second or two."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from rnn_playground.experiment import Experiment

COMMAND = (sys.executable, "-m", "rnn_playground.export.script")
# A machine that is busy with runs writes slowly; in seconds.
PATIENCE = 60.0


def written_script(experiment: Experiment) -> dict[str, Any]:
    """Return the ``script``, or the ``errors`` that say why there is none.

    Raises subprocess.SubprocessError where the process comes to no end, or to no good one.
    """
    document = experiment.model_dump_json().encode()
    done = subprocess.run(COMMAND, input=document, stdout=subprocess.PIPE, timeout=PATIENCE, check=True)
    written: dict[str, Any] = json.loads(done.stdout)
    return written
