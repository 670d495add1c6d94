"""Make the recorded run that the page plays before anybody has pressed play: the first preset, trained here and now.

    python scripts/record_first_run.py

Writes frontend/recordings/first-run.safetensors. The same document gives the same file on the same machine and build.
"""

from __future__ import annotations

from pathlib import Path

import torch
from tqdm import trange

from rnn_playground.experiment.presets import PRESETS
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

OUTPUT = Path(__file__).parents[1] / "frontend" / "recordings" / "first-run.safetensors"
UPDATES = 200
FRAMES = 40


def main() -> None:
    """Train, keep a frame every few updates, write the file."""
    torch.set_num_threads(1)
    experiment = PRESETS[0].experiment.model_copy(update={"steps": UPDATES})
    trainer = Trainer(experiment, kernels=load_kernels())
    frames, watch = [], Watch(panels=("spectrum", "pre_activation", "band"))
    for step in trange(0, UPDATES, UPDATES // FRAMES, unit="frame"):
        advance_to(trainer, step)
        frames.append(trainer.frame(watch))
    advance_to(trainer, UPDATES - 1)
    OUTPUT.parent.mkdir(exist_ok=True)
    Recording(trainer.experiment, [], trainer.scalars, frames).write(OUTPUT)
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes, {len(frames)} frames of {UPDATES} updates")


def advance_to(trainer: Trainer, step: int) -> None:
    """Make updates until ``step`` is measured."""
    while trainer.step < step:
        trainer.advance_by(step - trainer.step)


if __name__ == "__main__":
    main()
