"""Frames cross the border between the languages: what JavaScript writes Python reads, and the other way round."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rnn_playground.experiment.catalog import catalog
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.recording import Recording

GOLDEN = Path(__file__).parent.parent / "golden"


def test_a_frame_written_by_javascript_is_read_to_the_bit() -> None:
    frame = Frame.decode((GOLDEN / "javascript.safetensors").read_bytes())
    assert frame.step == 7
    assert frame.metadata["run"] == "javascript"
    expected: dict[str, npt.NDArray[Any]] = {
        "0/steps": np.array([0, 9007199254740993], dtype=np.int64),
        "0/loss": np.array([1.5, -0.0], dtype=np.float32),
        "0/memory_horizon": np.array(6, dtype=np.float32),
        "input": np.array([[0.1, 1e-40], [np.inf, -3]], dtype=np.float32),
        "loss_mask": np.array([0, 1], dtype=np.uint8),
    }
    assert set(frame.tensors) == set(expected)
    for name, value in expected.items():
        assert frame[name].dtype == value.dtype
        assert frame[name].shape == value.shape
        assert frame[name].tobytes() == value.tobytes()


def test_what_python_wrote_for_javascript_is_still_written_so() -> None:
    for name in ("hello", "plain", "gated"):
        blob = (GOLDEN / f"{name}.safetensors").read_bytes()
        frame = Frame.decode(blob)
        again = Frame.decode(frame.encode())
        assert again.metadata == frame.metadata
        assert all(again[key].tobytes() == frame[key].tobytes() for key in frame.tensors)
    assert len(Recording.decode((GOLDEN / "diverging.safetensors").read_bytes()).frames) == 7


def test_the_catalog_of_the_tests_of_the_page_is_the_one_that_is_served() -> None:
    kept = (GOLDEN / "catalog.json").read_text(encoding="utf-8")
    served = json.dumps(catalog(), ensure_ascii=False).replace('"available": false', '"available": true')
    assert json.loads(kept) == json.loads(served), "run tests/golden/make_catalog.py"
