"""Reads a document, writes its script as JSON: the content in base 64, or errors. It may name a file of MNIST."""

import base64
import json
import sys
from pathlib import Path
from typing import Any

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.errors import Refusal
from rnn_playground.export.script import script_of

experiment = Experiment.model_validate_json(sys.stdin.buffer.read())
written: dict[str, Any]
try:
    script = script_of(experiment, Path(sys.argv[1]) if sys.argv[1:] else None)
except Refusal as refusal:
    written = {"errors": [{"path": [], "message": str(refusal), "cause": refusal.cause()}]}
else:
    media_type = "application/zip" if script.beside else "text/x-python; charset=utf-8"
    written = {"media_type": media_type, "content": base64.b64encode(script.content()).decode()}
json.dump(written, sys.stdout)
