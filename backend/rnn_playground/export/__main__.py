"""Reads a document, writes its script as JSON: the content in base 64, or errors. It may name a file of MNIST."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.errors import Refusal
from rnn_playground.export.script import script_of


def written(document: bytes, mnist: Path | None) -> dict[str, Any]:
    """Return what is written of ``document``."""
    try:
        script = script_of(Experiment.model_validate_json(document), mnist)
    except Refusal as refusal:
        return {"errors": [{"path": [], "message": str(refusal), "cause": refusal.cause()}]}
    media_type = "application/zip" if script.beside else "text/x-python; charset=utf-8"
    return {"media_type": media_type, "content": base64.b64encode(script.content()).decode()}


if __name__ == "__main__":
    json.dump(written(sys.stdin.buffer.read(), Path(sys.argv[1]) if sys.argv[1:] else None), sys.stdout)
