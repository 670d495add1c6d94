"""Reads a document from standard input and writes its script to standard output, as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.errors import Refusal
from rnn_playground.export.script import script_of


def written(document: bytes) -> dict[str, Any]:
    """Return the ``script``, or the ``errors`` that say why there is none."""
    try:
        return {"script": script_of(Experiment.model_validate_json(document))}
    except Refusal as refusal:
        return {"errors": [{"path": [], "message": str(refusal), "cause": refusal.cause()}]}


if __name__ == "__main__":
    json.dump(written(sys.stdin.buffer.read()), sys.stdout)
