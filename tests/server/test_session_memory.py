"""What a long run takes in the web process: its scalars, whole, and its share of the kept frames. Sizes, not time."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc

import numpy as np

from rnn_playground.engine.message import pack, unpack
from rnn_playground.engine.report import Report
from rnn_playground.server.frame_history import FrameHistory
from rnn_playground.telemetry.frame import Frame, PackedFrame
from rnn_playground.telemetry.scalars import ScalarLog

UPDATES, BETWEEN_FRAMES = 200_000, 100
HISTORY, SCALAR_BYTES = 2**20, 3 * 4
# What arrays grow by in advance, an eighth, and the tables of names and headers.
SPARE, TABLES = UPDATES * SCALAR_BYTES // 8, 2**18


def reported(step: int) -> bytes:
    """Return a worker's message: the scalars of the steps since the last one, and a frame of some 7 kB."""
    log = ScalarLog(1)
    for number in range(max(0, step - BETWEEN_FRAMES + 1), step + 1):
        log.append(0, number, number / 2, 0.0, 1.0)
    tensors = {"0/hidden_state": np.full((1, 50, 32), step, dtype=np.float32)}
    words = {"protocol": "1", "step": str(step), "lanes": "1", "kernel": "reference"}
    frame = PackedFrame.of(Frame(step, tensors, words), measured_at=f"{step}.000000")
    return pack(*Report(step, "running", [log.since(0, -1)], [], frame).pack())


def kept_memory() -> tuple[int, int, int, int]:
    """Return the bytes that a long run takes, its steps, the losses that are kept of them, and its kept frames."""
    log, history = ScalarLog(1), FrameHistory(lambda: HISTORY)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for step in range(0, UPDATES, BETWEEN_FRAMES):
        report = Report.unpack(*unpack(reported(step)))
        report.add_to(log)
        assert report.frame is not None
        history.add(report.frame)
    del report
    taken = tracemalloc.get_traced_memory()[0] - before
    steps = log.last(0) + 1
    return taken, steps, len(log.since(0, -1, limit=steps)["loss"]), len(history.frames)


def test_scalars_stay_whole_and_frames_within_their_bound() -> None:
    """In a process of its own: what other tests left running here allocates as well."""
    told = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    taken, steps, losses, frames = map(int, told.stdout.split())
    assert (steps, losses) == (UPDATES - BETWEEN_FRAMES + 1, steps)
    assert frames > 20
    assert HISTORY / 4 < taken - steps * SCALAR_BYTES <= HISTORY + SPARE + TABLES


if __name__ == "__main__":
    print(*kept_memory())
