"""Does the page's first experiment tell its story, whatever the seed, and what becomes of every other cell in it?

    python scripts/measure_default_experiment.py             # what is not measured yet: half an hour on one core
    python scripts/measure_default_experiment.py gru irnn    # these cells alone

Keeps every finished start as a file in build/default-experiment, so whoever interrupts it goes on where it stopped; to
measure one again, remove its file. Once all are there, writes docs/default-experiment.md, and for the page the cells
that need another start: frontend/src/learn/narrator/starts.json.

The story holds when no seed of the first lane solves the task and at least 18 of 20 stay at chance for 1,000 updates,
and the fix solves at least 18 of 20. Exits with 1 when it does not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import torch
from tqdm import tqdm

from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.cells import CELLS
from rnn_playground.experiment.presets import PRESETS
from rnn_playground.training.solved import moving_mean
from solving import scalars, train_to_the_solution

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "default-experiment"
TABLE = ROOT / "docs" / "default-experiment.md"
STARTS = ROOT / "frontend" / "src" / "learn" / "narrator" / "starts.json"
SEEDS = 20
ENOUGH = 18
FIRST_UPDATES = 1000
AT_CHANCE = 0.30
"""A lane is at chance while its accuracy over 100 updates of 32 sequences stays below this (chance: 0.25)."""


class Knob(NamedTuple):
    """The one thing that another start turns: of the cell, or the learning rate."""

    field: str
    value: float | str

    @property
    def words(self) -> str:
        """Return it as the table has it."""
        value = self.value if isinstance(self.value, str) else f"{self.value:g}"
        return f"{self.field.replace('_', ' ')} {value}"

    @property
    def setting(self) -> Any:
        """Return what the document holds: of a start of W_hh its kind."""
        return {"kind": self.value} if self.field == "recurrent_init" else self.value


class Start(NamedTuple):
    """A cell as the Architecture list gives it, in the first lane's place; or with one knob turned."""

    cell: str
    knob: Knob | None = None

    @property
    def name(self) -> str:
        """Return what its file is called."""
        return self.cell if self.knob is None else f"{self.cell}, {self.knob.words}"


class Outcome(NamedTuple):
    """What became of one seed, of weights and data alike. ``best``: the highest accuracy over 100 updates."""

    solved_at: int | None
    best: float
    best_early: float


KNOBS = (
    Knob("learning_rate", 0.003),
    Knob("learning_rate", 0.001),
    Knob("chrono", 50.0),
    Knob("forget_bias", 3.0),
    Knob("recurrent_init", "orthogonal"),
)
"""What is tried of a cell that fewer than 18 of 20 seeds learn with."""


def document(start: Start, experiment: Experiment) -> Experiment:
    """Return the first experiment with ``start`` as its only lane."""
    lane = experiment.lanes[0].model_dump()
    knob = start.knob
    if start.cell != lane["cell"]["kind"]:
        lane["cell"] = {"kind": start.cell, "hidden_size": lane["cell"]["hidden_size"]}
    if knob is not None:
        lane["optimizer" if knob.field == "learning_rate" else "cell"][knob.field] = knob.setting
    return experiment.model_copy(update={"lanes": (Lane.model_validate(lane),)})


def run(experiment: Experiment, seed: int) -> Outcome:
    """Train the only lane until it has solved the task, or to its end, and say what became of it."""
    solution = train_to_the_solution(experiment.model_copy(update={"weight_seed": seed, "data_seed": seed}))
    means = moving_mean(scalars(solution.trainer)["metric"], 100)
    return Outcome(solution.update, round(float(means.max()), 4), round(float(means[:FIRST_UPDATES].max()), 4))


def outcomes(start: Start, experiment: Experiment) -> list[Outcome]:
    """Return the outcome of every seed: as kept, or measured now."""
    path = KEPT / f"{start.name}.json"
    alone = document(start, experiment)
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["document"] == alone.model_dump(mode="json"):
            return [Outcome(*outcome) for outcome in kept["outcomes"]]
    measured = [run(alone, seed) for seed in tqdm(range(SEEDS), desc=start.name, unit="seed")]
    KEPT.mkdir(parents=True, exist_ok=True)
    entry = {"document": alone.model_dump(mode="json"), "outcomes": measured}
    path.write_text(json.dumps(entry, ensure_ascii=False) + "\n", encoding="utf-8")
    return measured


def knobs_of(cell: str) -> Sequence[Knob]:
    """Return the knobs to try that a cell has; of one without a fused kernel, which takes minutes each, the first."""
    model = next(model for model in CELLS if model().kind == cell)
    fitting = [knob for knob in KNOBS if knob.field == "learning_rate" or knob.field in model.model_fields]
    return fitting if model().has_kernel else fitting[:1]


def solved(measured: Sequence[Outcome]) -> list[int]:
    """Return after how many updates those seeds that solved the task had solved it."""
    return [outcome.solved_at for outcome in measured if outcome.solved_at is not None]


def measure(cell: str, experiment: Experiment) -> dict[Start, list[Outcome]]:
    """Return what becomes of a cell, and where it does not learn, of every other start of it."""
    usual = Start(cell)
    measured = {usual: outcomes(usual, experiment)}
    if len(solved(measured[usual])) < ENOUGH:
        measured |= {start: outcomes(start, experiment) for start in (Start(cell, knob) for knob in knobs_of(cell))}
    return measured


def remedy(measured: Mapping[Start, Sequence[Outcome]]) -> Start | None:
    """Return the other start that most seeds learn with, the sooner of equal ones; None: none of them is enough."""
    helping = [start for start in measured if start.knob is not None and len(solved(measured[start])) >= ENOUGH]
    return min(
        helping, key=lambda start: (-len(solved(measured[start])), median(solved(measured[start]))), default=None
    )


def starts(measured: Mapping[Start, Sequence[Outcome]], experiment: Experiment) -> dict[str, Any]:
    """Return what the page is told: the experiment, and which cells need another start than its lane has."""
    cells = {}
    first = experiment.lanes[0]
    for usual in measured:
        count = len(solved(measured[usual]))
        if usual.knob is not None or usual.cell == first.cell.kind or count >= ENOUGH:
            continue
        better = remedy({start: measured[start] for start in measured if start.cell == usual.cell})
        knob = better and better.knob
        helped = better and {**(knob._asdict() if knob else {}), "solved": len(solved(measured[better]))}
        cells[usual.cell] = {"solved": count, "remedy": helped}
    return {
        "seeds": SEEDS,
        "task": experiment.task.model_dump(mode="json"),
        "batch_size": experiment.batch_size,
        "hidden_size": first.cell.hidden_size,
        "optimizer": first.optimizer.model_dump(mode="json"),
        "clip": first.clip.model_dump(mode="json"),
        "cells": cells,
    }


def table(measured: Mapping[Start, Sequence[Outcome]], experiment: Experiment, fix: str) -> str:
    """Return the page of the documentation."""
    first = experiment.lanes[0]
    tanh, mended = measured[Start(first.cell.kind)], measured[Start(fix)]
    others = [start for start in measured if start.knob is not None]
    seeds = "\n".join(
        f"| {seed} | {a.best_early:.3f} | {a.best:.3f} | {b.solved_at or 'never'} |"
        for seed, (a, b) in enumerate(zip(tanh, mended, strict=True))
    )
    return f"""# The first experiment, seed by seed

The page opens with temporal order, T = {experiment.task.sequence_length}, batch {experiment.batch_size}.
Model A is {summary(first)}.
The button adds model B: as A, but {fix}. Whatever the Architecture list gives instead has the same learning rate, clip
and batch too, so exactly one thing differs.

Measured by `scripts/measure_default_experiment.py` with {SEEDS} seeds (of weights and data alike), {experiment.steps}
updates each, or until the task was solved: an accuracy of 0.95 over 10 updates, and on 512 fresh sequences.

- **{len(solved(tanh))} of {SEEDS}** seeds of model A solve the task. **{at_chance(tanh)} of {SEEDS}** stay at chance
  for {FIRST_UPDATES} updates: their accuracy over any 100 of them in a row is below {AT_CHANCE} (chance is 0.25).
- **{len(solved(mended))} of {SEEDS}** seeds of model B solve it, {when(mended)}.

## Every cell of the list

| cell | solved | median update | latest |
|---|---|---|---|
{rows([start for start in measured if start.knob is None], measured)}

## Other starts

Of a cell that fewer than {ENOUGH} of {SEEDS} seeds learn with, these were tried; of one without a fused kernel, the
first alone. Where one helps at least {ENOUGH} of {SEEDS}, the page names the best as soon as the cell is chosen; where
none does, it says so.

| cell, and what is turned | solved | median update | latest |
|---|---|---|---|
{rows(others, measured)}

## Seed by seed

| seed | A: best accuracy of 100, first {FIRST_UPDATES} updates | in {experiment.steps} | B: solved at update |
|---|---|---|---|
{seeds}
"""


def rows(chosen: Sequence[Start], measured: Mapping[Start, Sequence[Outcome]]) -> str:
    """Return the lines of these starts."""
    return "\n".join(row(start, solved(measured[start])) for start in chosen)


def row(start: Start, updates: Sequence[int]) -> str:
    """Return the line of one start."""
    sooner, latest = (f"{round(median(updates))}", f"{max(updates)}") if updates else ("never", "never")
    return f"| {start.name} | {len(updates)} of {SEEDS} | {sooner} | {latest} |"


def at_chance(measured: Sequence[Outcome]) -> int:
    """Return how many seeds stay at chance as long as the story speaks of."""
    return sum(outcome.best_early < AT_CHANCE for outcome in measured)


def when(measured: Sequence[Outcome]) -> str:
    """Return when those seeds that solve the task do."""
    updates = solved(measured)
    return f"median update {round(median(updates))}, latest {max(updates)}" if updates else "never"


def summary(lane: Lane) -> str:
    """Return a lane in one line."""
    learning = f"{lane.optimizer.kind} with learning rate {lane.optimizer.learning_rate:g}"
    return f"{lane.cell.kind} with {lane.cell.hidden_size} units, {learning}, clip {lane.clip.kind}"


def main() -> int:
    """Measure, write the table, and tell whether the story holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = [model().kind for model in CELLS]
    parser.add_argument("cells", nargs="*", metavar="cell", help="of these alone, and no table")
    options = parser.parse_args()
    torch.set_num_threads(1)
    preset = next(preset for preset in PRESETS if preset.fix is not None)
    assert preset.fix is not None
    experiment, fix = preset.experiment, preset.fix.experiment.lanes[-1].cell.kind
    measured: dict[Start, list[Outcome]] = {}
    for cell in options.cells or kinds:
        measured |= measure(cell, experiment)
    if options.cells:
        print("\n".join(row(start, solved(measured[start])) for start in measured))
        return 0
    STARTS.write_text(json.dumps(starts(measured, experiment), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    TABLE.write_text(table(measured, experiment, fix), encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"))
    tanh = measured[Start(experiment.lanes[0].cell.kind)]
    holds = not solved(tanh) and at_chance(tanh) >= ENOUGH and len(solved(measured[Start(fix)])) >= ENOUGH
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
