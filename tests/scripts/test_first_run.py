"""The page plays its recording only where it shows the very experiment that the page opens with."""

import json
from pathlib import Path

from safetensors import safe_open

from rnn_playground.experiment.presets import PRESETS

RECORDING = Path(__file__).parents[2] / "frontend" / "recordings" / "first-run.safetensors"


def test_the_recorded_run_is_that_of_the_first_preset() -> None:
    with safe_open(RECORDING, "numpy") as file:
        document = json.loads(file.metadata()["experiment"])
    first = PRESETS[0].experiment.model_dump(mode="json")
    assert document == {**first, "steps": document["steps"]}, "run scripts/record_first_run.py"
