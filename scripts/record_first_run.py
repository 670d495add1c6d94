"""Make the recorded run that the page plays before anybody has pressed play: the first preset, trained here and now.

    python scripts/record_first_run.py

Writes frontend/recordings/first-run.safetensors, and its first frames by themselves, which the page fetches first, to
opening.safetensors. The same document gives the same files on the same machine and build.
"""

from __future__ import annotations

import torch

from recorded_run import recorded, write
from rnn_playground.experiment.presets import PRESETS
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

UPDATES = 200
FRAMES = 40
OPENING_FRAMES = 2
OF_CHARTS = {"pre_activation"}


def main() -> None:
    """Train, keep a frame every few updates, write both files."""
    torch.set_num_threads(1)
    experiment = PRESETS[0].experiment.model_copy(update={"steps": UPDATES})
    trainer = Trainer(experiment, kernels=load_kernels())
    watch = Watch(panels=("spectrum", "pre_activation", "band"))
    recording = recorded(trainer, range(0, UPDATES, UPDATES // FRAMES), watch)
    write(recording, "first-run")
    write(opening_of(recording), "opening")


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


if __name__ == "__main__":
    main()
