"""A document that asks for float64 is computed in it, everywhere: the run, its checkpoint, its script."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import GruCell
from rnn_playground.experiment.document import LOCAL
from rnn_playground.experiment.tasks import AddingTask, SineTask
from rnn_playground.export.script import script_of
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer

LANE = Lane(cell=GruCell(hidden_size=4))


def document(precision: str, **fields: object) -> Experiment:
    given = {"task": AddingTask(length=8), "lanes": (LANE,), "batch_size": 3, "steps": 4, "precision": precision}
    return Experiment.model_validate({**given, **fields})


def losses(trainer: Trainer) -> np.ndarray:
    while trainer.advance():
        pass
    return trainer.scalars.since(0, -1)["loss"]


def test_every_number_is_computed_in_it_and_the_usual_one_leaves_the_document_as_it_was() -> None:
    wide, narrow = (Trainer(document(precision), kernels=True) for precision in ("float64", "float32"))
    assert wide.lanes[0].state.parameters.vector.dtype == torch.float64
    assert wide.kernel == "reference"
    assert "precision" not in json.loads(document("float32").model_dump_json())
    assert json.loads(document("float64").model_dump_json())["precision"] == "float64"
    assert Experiment.model_validate_json(document("float64").model_dump_json()) == document("float64")
    whole = losses(Trainer(document("float32"), dtype=torch.float64))
    np.testing.assert_array_equal(losses(wide), whole)
    np.testing.assert_allclose(losses(narrow), whole, rtol=1e-5)


def test_a_run_in_float64_goes_on_from_its_checkpoint() -> None:
    trainer = Trainer(document("float64"))
    trainer.advance()
    again = Trainer.restore(trainer.checkpoint())
    assert again.dtype == torch.float64
    np.testing.assert_array_equal(losses(again), losses(trainer))


def test_its_script_prints_its_losses(tmp_path) -> None:
    script = tmp_path / "rnn.py"
    script.write_text(script_of(document("float64", steps=20)).text, encoding="utf-8")
    printed = subprocess.run([sys.executable, str(script)], check=True, capture_output=True, text=True).stdout
    shown = [np.float32(line.split("\t")[1]) for line in printed.splitlines()[1:]]
    np.testing.assert_allclose(shown, losses(Trainer(document("float64", steps=20))), rtol=1e-6)


def test_a_gradient_that_float32_would_lose_is_followed_to_the_end() -> None:
    frame = Trainer(document("float64", task=AddingTask(length=400))).frame(Watch(panels=("triangle",)))
    assert 0.0 < frame["0/adjoint_norm"][0, 0] < 1e-65
    assert frame["0/gradient_triangle"][-1, 0] == pytest.approx(frame["0/hidden_gradient_norm"][0, 0], rel=1e-9)


def test_the_fused_kernels_are_refused_and_the_memory_is_counted() -> None:
    with pytest.raises(ValidationError, match="precision is 'float64'; set kernel to 'auto' or 'reference'"):
        document("float64", kernel="fused")
    large = {"task": SineTask(length=1000), "lanes": (Lane(cell=GruCell(hidden_size=64)),)}
    narrow, wide = (document(precision, **large, batch_size=1) for precision in ("float32", "float64"))
    assert narrow.memory_bytes() < wide.memory_bytes() <= LOCAL.memory_bytes
