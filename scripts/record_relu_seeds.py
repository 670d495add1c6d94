"""Make the strip of seeds that the lesson on ReLU shows: twenty seeds of `hello` with ReLU, trained here and now.

    python scripts/record_relu_seeds.py

Writes frontend/recordings/relu-seeds.json: of each seed the update at which it solved the task, and its loss over time.
The networks are those of part (e) of docs/reproductions.md: 3 units, batch 1, Adam at 0.01, at most 1,000 updates.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from tqdm import trange

from rnn_playground.experiment.cells import RnnCell
from rnn_playground.experiment.experiment import Experiment, Lane
from rnn_playground.experiment.optimizers import Adam
from rnn_playground.experiment.tasks import HelloTask
from solving import scalars, solved, train_to_the_end

OUTPUT = Path(__file__).parents[1] / "frontend" / "recordings" / "relu-seeds.json"
UPDATES, SEEDS, POINTS = 1000, 20, 25


def main() -> None:
    """Train every seed, keep its loss at a few updates, write the file."""
    torch.set_num_threads(1)
    seeds = [outcome(seed) for seed in trange(SEEDS, unit="seed")]
    lines = ",\n".join(json.dumps(seed) for seed in seeds)
    OUTPUT.write_text(f'{{"updates": {UPDATES}, "seeds": [\n{lines}\n]}}\n', encoding="utf-8")
    count = sum(seed["solved_at"] is not None for seed in seeds)
    print(f"{OUTPUT.name}: {count} of {SEEDS} seeds solved the task")


def experiment(seed: int) -> Experiment:
    """Return the document of one seed."""
    lane = Lane(cell=RnnCell(hidden_size=3, activation="relu"), optimizer=Adam(learning_rate=0.01))
    return Experiment(task=HelloTask(), lanes=(lane,), batch_size=1, steps=UPDATES, data_seed=seed, weight_seed=seed)


def outcome(seed: int) -> dict[str, Any]:
    """Return the update at which the seed solved the task, None for never, and its loss at evenly spaced updates."""
    trainer = train_to_the_end(experiment(seed))
    log = scalars(trainer)
    losses = log["loss"]
    chosen = [round(index * (len(losses) - 1) / (POINTS - 1)) for index in range(POINTS)]
    return {
        "seed": seed,
        "solved_at": solved(experiment(seed), log),
        "losses": [float(f"{losses[step]:.3g}") for step in chosen],
    }


if __name__ == "__main__":
    main()
