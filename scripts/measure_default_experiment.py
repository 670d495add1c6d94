"""Does the page's first experiment tell its story, whatever the seed? Runs it and its fix over many seeds.

    python scripts/measure_default_experiment.py    # about a minute on one core; writes docs/default-experiment.md

The story holds when at least 18 of 20 seeds of the first lane stay at chance for 1,000 updates and the fix solves at
least 18 of 20. Exits with 1 when it does not.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from tqdm import tqdm

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.presets import PRESETS
from rnn_playground.training.solved import moving_mean
from solving import scalars, solved, train_to_the_end

TABLE = Path(__file__).parents[1] / "docs" / "default-experiment.md"
AT_CHANCE = 0.30
"""A lane is at chance while its accuracy over 100 updates of 32 sequences stays below this (chance: 0.25)."""


class Outcome(NamedTuple):
    """What became of one seed. ``best`` is the highest accuracy over 100 consecutive updates."""

    weight_seed: int
    solved_at: int | None
    best: float
    loss: float


def run(experiment: Experiment, lane: int, updates: int) -> Outcome:
    """Train one lane of ``experiment`` alone (lanes do not influence each other) and say what became of it."""
    alone = experiment.model_copy(update={"lanes": (experiment.lanes[lane],), "steps": updates})
    trainer = train_to_the_end(alone)
    log = scalars(trainer)
    return Outcome(
        alone.weight_seed,
        solved(trainer),
        float(moving_mean(log["metric"], 100).max()),
        float(log["loss"][-1]),
    )


def measure(experiment: Experiment, lane: int, seeds: int, updates: int) -> Iterator[Outcome]:
    """Yield the outcome of every seed."""
    for seed in tqdm(range(seeds), desc=experiment.lanes[lane].cell.kind, unit="seed"):
        yield run(experiment.model_copy(update={"weight_seed": seed}), lane, updates)


def table(tanh: Sequence[Outcome], fix: Sequence[Outcome], experiment: Experiment, updates: int) -> str:
    """Return the page of the documentation."""
    stayed = sum(outcome.best < AT_CHANCE for outcome in tanh)
    solved = [outcome.solved_at for outcome in fix if outcome.solved_at is not None]
    rows = "\n".join(
        f"| {a.weight_seed} | {a.best:.3f} | {a.loss:.3f} | {b.solved_at or 'not solved'} | {b.best:.3f} |"
        for a, b in zip(tanh, fix, strict=True)
    )
    task = experiment.task
    solved_updates = f"median update {int(np.median(solved))}, latest {max(solved)}" if solved else "none of them"
    return f"""# The first experiment, seed by seed

The page opens with temporal order, T = {task.sequence_length}, batch {experiment.batch_size}.
Lane A is {summary(experiment.lanes[0])}; the button adds lane B, {summary(experiment.lanes[1])}.
Measured over {len(tanh)} weight seeds and {updates} updates by `scripts/measure_default_experiment.py`:

- **{stayed} of {len(tanh)}** seeds of lane A stay at chance: their accuracy over any 100 consecutive updates
  is below {AT_CHANCE} (chance is 0.25).
- **{len(solved)} of {len(fix)}** seeds of lane B solve the task (accuracy 0.95 over 10 updates, and on 512 fresh
  sequences): {solved_updates}.

| weight seed | A: best accuracy of 100 | A: last loss (chance 1.386) | B: solved at update | B: best accuracy of 100 |
|---|---|---|---|---|
{rows}
"""


def summary(lane: Lane) -> str:
    """Return a lane in one line."""
    learning = f"{lane.optimizer.kind} with learning rate {lane.optimizer.learning_rate:g}"
    return f"{lane.cell.kind} with {lane.cell.hidden_size} units, {learning}, clip {lane.clip.kind}"


def main() -> int:
    """Measure, write the table, and tell whether the story holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--updates", type=int, default=1000)
    options = parser.parse_args()
    torch.set_num_threads(1)
    preset = next(preset for preset in PRESETS if preset.fix is not None)
    assert preset.fix is not None
    experiment = preset.fix.experiment
    tanh = list(measure(experiment, 0, options.seeds, options.updates))
    fix = list(measure(experiment, 1, options.seeds, options.updates))
    TABLE.write_text(table(tanh, fix, experiment, options.updates), encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"))
    enough = 0.9 * options.seeds
    stayed = sum(outcome.best < AT_CHANCE for outcome in tanh)
    return 0 if stayed >= enough and sum(outcome.solved_at is not None for outcome in fix) >= enough else 1


if __name__ == "__main__":
    raise SystemExit(main())
