"""Frames and recordings: the same after their bytes as before."""

import json

import numpy as np

from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.codec import decode
from rnn_playground.telemetry.frame import Frame, PackedFrame
from rnn_playground.telemetry.recording import FrameKeeper, Recording
from rnn_playground.telemetry.scalars import ScalarLog


def frame(step: int, *, whole: bool = True) -> Frame:
    tensors = {"input": np.full((2, 3), step, np.float32), "loss_mask": np.array([0, 1], np.uint8)}
    if whole:
        tensors["0/memory_horizon"] = np.array(step, np.float32)
    return Frame(step, tensors, {"kernel": "reference"})


def test_a_frame_survives_its_bytes_scalars_included() -> None:
    again = Frame.decode(frame(7).encode())
    assert (again.step, again.metadata["kernel"]) == (7, "reference")
    assert again["0/memory_horizon"].shape == ()
    assert np.array_equal(again["input"], frame(7)["input"])


def test_a_recording_survives_its_bytes_and_knows_what_a_frame_lacks() -> None:
    scalars = ScalarLog(1)
    for step in range(5):
        scalars.append(0, step, float(step), 1.0, 2.0)
    marks = [{"lane": 0, "step": 2, "change": {"learning_rate": 0.1}}]
    recording = Recording(Experiment(), marks, scalars, [frame(0), frame(3, whole=False), frame(4, whole=False)])
    tensors, metadata = decode(recording.encode())
    assert np.array_equal(tensors["frames/0/memory_horizon"], [0, np.nan, np.nan], equal_nan=True)
    assert json.loads(metadata["absent"]) == {"0/memory_horizon": [[1, 2]]}
    again = Recording.decode(recording.encode())
    assert (again.experiment, again.marks) == (Experiment(), marks)
    assert [kept.step for kept in again.frames] == [0, 3, 4]
    assert ["0/memory_horizon" in kept for kept in again.frames] == [True, False, False]
    assert again.scalars.since(0, -1)["loss"].tolist() == [0, 1, 2, 3, 4]


def test_the_keeper_spreads_its_frames_over_a_run_of_any_length() -> None:
    keeper = FrameKeeper(capacity=8)
    for step in range(1000):
        if keeper.wants(step):
            keeper.add(frame(step))
    steps = [kept.step for kept in keeper.frames]
    assert len(steps) <= 8
    assert steps[0] == 0
    assert len(set(np.diff(steps))) == 1


def test_a_recording_says_of_which_step_a_heavy_panel_is() -> None:
    scalars = ScalarLog(1)
    scalars.append(0, 0, 0.0, 1.0, 2.0)
    steps = json.dumps({"triangle": 0})
    frames = [frame(0), Frame(5, frame(5).tensors, {"kernel": "fused", "panel_steps": steps})]
    again = Recording.decode(Recording(Experiment(), [], scalars, frames).encode())
    assert [kept.metadata["panel_steps"] for kept in again.frames] == ["{}", steps]


def test_a_frame_comes_back_from_its_pack() -> None:
    packed = PackedFrame.of(frame(3))
    assert all(np.array_equal(packed.unpacked()[name], frame(3)[name]) for name in frame(3).tensors)
    assert packed.unpacked().step == 3
