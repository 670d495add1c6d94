"""The page plays its recording only where it shows the very experiment that the page opens with."""

import json
from pathlib import Path

import pytest
from safetensors import safe_open

from rnn_playground.experiment import Experiment, describe
from rnn_playground.experiment.presets import PRESETS

RECORDINGS = Path(__file__).parents[2] / "frontend" / "recordings"
FIRST_RUN, OPENING = RECORDINGS / "first-run.safetensors", RECORDINGS / "opening.safetensors"


@pytest.mark.parametrize("path", [FIRST_RUN, OPENING], ids=lambda path: path.stem)
def test_the_recorded_run_is_that_of_the_first_preset(path: Path) -> None:
    with safe_open(path, "numpy") as file:
        metadata = file.metadata()
    document = json.loads(metadata["experiment"])
    first = PRESETS[0].experiment.model_dump(mode="json")
    assert document == {**first, "steps": document["steps"]}, "run scripts/record_first_run.py"
    facts = json.loads(json.dumps(describe(Experiment.model_validate(document))))
    assert json.loads(metadata["facts"]) == facts, "run scripts/record_first_run.py"


def test_the_opening_is_the_run_s_own_first_frames_to_the_last_bit() -> None:
    with safe_open(FIRST_RUN, "numpy") as whole, safe_open(OPENING, "numpy") as opening:
        assert set(whole.keys()) - set(opening.keys()) == {"frames/0/pre_activation"}
        for name in opening.keys():  # noqa: SIM118
            kept, recorded = opening.get_tensor(name), whole.get_tensor(name)
            assert kept.dtype == recorded.dtype
            assert kept.tobytes() == recorded[: len(kept)].tobytes()
            assert len(kept) >= 2
