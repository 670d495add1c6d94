"""A report crosses the process border whole."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_playground.engine.message import pack, unpack
from rnn_playground.engine.report import Report
from rnn_playground.telemetry.codec import decode
from rnn_playground.telemetry.frame import Frame, PackedFrame
from rnn_playground.telemetry.scalars import Divergence, ScalarLog

FRAME = Frame(3, {"0/output": np.arange(6, dtype=np.float32).reshape(2, 3)}, {"step": "3", "kernel": "reference"})


@pytest.mark.parametrize("frame", [None, PackedFrame.of(FRAME, measured_at="1.5")])
def test_what_is_packed_is_unpacked(frame):
    log = ScalarLog(2)
    for step in range(4):
        log.append(0, step, step / 2, float("nan"), float("inf"))
    report = Report(3, "running", [log.since(0, 1), log.since(1, 1)], [Divergence(1, 2, "loss")], frame)
    header, parts = report.pack()
    again = Report.unpack(*unpack(pack(header, parts)))
    assert (again.step, again.condition, again.divergences, again.frame) == (3, "running", report.divergences, frame)
    for ours, theirs in zip(again.scalars, report.scalars, strict=True):
        assert {name: value.tobytes() for name, value in ours.items()} == {
            name: value.tobytes() for name, value in theirs.items()
        }


def test_a_frame_keeps_its_words_and_numbers_on_the_way():
    header, parts = Report(3, "running", [], [], PackedFrame.of(FRAME, measured_at="1.5")).pack()
    tensors, metadata = decode(Report.unpack(*unpack(pack(header, parts))).frame.blob({"run": "r"}))
    assert metadata == {"step": "3", "kernel": "reference", "measured_at": "1.5", "run": "r"}
    np.testing.assert_array_equal(tensors["0/output"], FRAME["0/output"])
