"""A script, written by a process of its own: it loads torch, as the web process does not, and trains a little."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rnn_playground.experiment import Experiment

COMMAND = (sys.executable, "-m", "rnn_playground.export")
# A machine that is busy with runs writes slowly; in seconds.
PATIENCE = 300.0


class NoScript(Exception):
    """The process came to no end, or to no good one; what it said is on standard error."""


class Written(NamedTuple):
    """``content``, and what it is; or the ``errors`` that say why there is none."""

    content: bytes
    media_type: str
    errors: Sequence[Any]


def written_script(experiment: Experiment, mnist: Path | None = None, command: Sequence[str] = COMMAND) -> Written:
    """Return what ``command`` writes of ``experiment``; ``mnist`` names the images of that task. Raises NoScript."""
    document, named = experiment.model_dump_json().encode(), [] if mnist is None else [str(mnist)]
    try:
        done = subprocess.run([*command, *named], input=document, stdout=subprocess.PIPE, timeout=PATIENCE, check=True)
    except subprocess.SubprocessError as problem:
        raise NoScript(f"the script could not be written: {problem}; try again in a moment") from None
    told: dict[str, Any] = json.loads(done.stdout)
    return Written(base64.b64decode(told.get("content", "")), told.get("media_type", ""), told.get("errors", ()))
