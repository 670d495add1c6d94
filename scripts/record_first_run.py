"""Make the recorded run that the page plays before anybody has pressed play: the first preset, trained here and now.

    python scripts/record_first_run.py

Writes frontend/recordings/first-run.safetensors. The same document gives the same file on the same machine and build.
"""

from __future__ import annotations

from pathlib import Path

import torch
from tqdm import tqdm

from rnn_playground.experiment.presets import PRESETS
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

OUTPUT = Path(__file__).parents[1] / "frontend" / "recordings" / "first-run.safetensors"
UPDATES = 200
FRAMES = 40


def main() -> None:
    """Train, keep a frame every few updates, write the file."""
    torch.set_num_threads(1)
    trainer = Trainer(PRESETS[0].experiment.model_copy(update={"steps": UPDATES}))
    frames, watch = [], Watch(panels=("spectrum", "pre_activation", "band"))
    for step in tqdm(range(UPDATES), unit="update"):
        if step % (UPDATES // FRAMES) == 0:
            frames.append(trainer.frame(watch))
        trainer.advance()
    OUTPUT.parent.mkdir(exist_ok=True)
    Recording(trainer.experiment, [], trainer.scalars, frames).write(OUTPUT)
    print(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes, {len(frames)} frames of {UPDATES} updates")


if __name__ == "__main__":
    main()
