"""A run that is trained to be shipped with the page: some of its frames in single precision, and all its scalars."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from tqdm import tqdm

from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

RECORDINGS = Path(__file__).parents[1] / "frontend" / "recordings"


def recorded(trainer: Trainer, steps: Iterable[int], watch: Watch) -> Recording:
    """Train to the last update and return the recording, with a frame of each of ``steps``."""
    frames = []
    for step in tqdm(list(steps), unit="frame"):
        advance_to(trainer, step)
        frames.append(narrow(trainer.frame(watch)))
    advance_to(trainer, trainer.experiment.steps - 1)
    return Recording(trainer.experiment, [], trainer.scalars, frames)


def write(recording: Recording, name: str) -> None:
    """Write a recording among those that are shipped, and say how large it is."""
    RECORDINGS.mkdir(exist_ok=True)
    path = RECORDINGS / f"{name}.safetensors"
    recording.write(path)
    print(f"{path.name}: {path.stat().st_size} bytes, {len(recording.frames)} frames")


def narrow(frame: Frame) -> Frame:
    """Return the frame in single precision, which holds all that such a run's gradients come to, in half the bytes."""
    tensors = {name: v.astype(np.float32) if v.dtype == np.float64 else v for name, v in frame.tensors.items()}
    return Frame(frame.step, tensors, frame.metadata)


def advance_to(trainer: Trainer, step: int) -> None:
    """Make updates until ``step`` is measured."""
    while trainer.step < step:
        trainer.advance_by(step - trainer.step)
