"""Make the recorded run that the page plays before anybody has pressed play: the first preset, trained here and now.

    python scripts/record_first_run.py

Writes frontend/recordings/first-run.safetensors, and its first frames by themselves, which the page fetches first, to
opening.safetensors. The same document gives the same files on the same machine and build.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from tqdm import trange

from rnn_playground.experiment.presets import PRESETS
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

RECORDINGS = Path(__file__).parents[1] / "frontend" / "recordings"
UPDATES = 200
FRAMES = 40
OPENING_FRAMES = 2
OF_CHARTS = {"pre_activation"}


def main() -> None:
    """Train, keep a frame every few updates, write the file."""
    torch.set_num_threads(1)
    experiment = PRESETS[0].experiment.model_copy(update={"steps": UPDATES})
    trainer = Trainer(experiment, kernels=load_kernels())
    frames, watch = [], Watch(panels=("spectrum", "pre_activation", "band"))
    for step in trange(0, UPDATES, UPDATES // FRAMES, unit="frame"):
        advance_to(trainer, step)
        frames.append(narrow(trainer.frame(watch)))
    advance_to(trainer, UPDATES - 1)
    RECORDINGS.mkdir(exist_ok=True)
    write_both(Recording(trainer.experiment, [], trainer.scalars, frames))


def write_both(recording: Recording) -> None:
    """Write the whole run and its opening."""
    for name, kept in (("first-run", recording), ("opening", opening_of(recording))):
        path = RECORDINGS / f"{name}.safetensors"
        kept.write(path)
        print(f"{path.name}: {path.stat().st_size} bytes, {len(kept.frames)} frames")


def opening_of(recording: Recording) -> Recording:
    """Return the first frames as they are, but for what only charts show, with the scalars up to there."""
    frames = [without_charts(frame) for frame in recording.frames[:OPENING_FRAMES]]
    scalars = ScalarLog(recording.scalars.lanes)
    for lane in range(scalars.lanes):
        scalars.extend(lane, recording.scalars.since(lane, -1, limit=frames[-1].step + 1))
    return Recording(recording.experiment, recording.marks, scalars, frames)


def without_charts(frame: Frame) -> Frame:
    """Return the frame without the tensors that the picture does without."""
    kept = {name: values for name, values in frame.tensors.items() if name.split("/")[-1] not in OF_CHARTS}
    return Frame(frame.step, kept, frame.metadata)


def narrow(frame: Frame) -> Frame:
    """Return the frame in single precision, which holds all that this run's gradients come to, in half the bytes."""
    tensors = {name: v.astype(np.float32) if v.dtype == np.float64 else v for name, v in frame.tensors.items()}
    return Frame(frame.step, tensors, frame.metadata)


def advance_to(trainer: Trainer, step: int) -> None:
    """Make updates until ``step`` is measured."""
    while trainer.step < step:
        trainer.advance_by(step - trainer.step)


if __name__ == "__main__":
    main()
