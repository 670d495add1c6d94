"""Which ready-made experiments work and which fail, whatever the seed? Trains every one that claims either.

    python scripts/measure_presets.py              # those without evidence
    python scripts/measure_presets.py copy_works   # these, again
    python scripts/measure_presets.py --all        # all, again: about two minutes, and ten for MNIST

Writes ``experiment/evidence.json``, from which the catalog reads, and the table docs/presets.md. Exits with 1
where a claim does not hold: one that works must solve its task with every seed, one that fails with none.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from rnn_playground.experiment.presets import KNOWN, STORIES, Preset
from rnn_playground.training.solved import best_figure
from solving import scalars, train_to_the_solution

ROOT = Path(__file__).parents[1]
EVIDENCE = ROOT / "backend" / "rnn_playground" / "experiment" / "evidence.json"
TABLE = ROOT / "docs" / "presets.md"
TRIED = (*KNOWN, *(model for story in STORIES for model in story.alone()))


def measure(preset: Preset, seeds: Sequence[int]) -> dict[str, Any]:
    """Train ``preset`` with every seed (weights and data) until it has solved its task, or to its end."""
    outcomes = [outcome(preset, seed) for seed in tqdm(seeds, desc=preset.id, unit="seed")]
    return {
        "document": preset.fingerprint(),
        "solved_at": [update for update, _ in outcomes],
        "best": [round(best, 4) for _, best in outcomes],
    }


def outcome(preset: Preset, seed: int) -> tuple[int | None, float]:
    """Return after how many updates the task was solved, or None, and the best figure until then."""
    experiment = preset.experiment.model_copy(update={"weight_seed": seed, "data_seed": seed})
    solution = train_to_the_solution(experiment)
    return solution.update, best_figure(scalars(solution.trainer), experiment.task.facts())


def holds(preset: Preset, entry: Mapping[str, Any]) -> bool:
    """Tell whether every seed did what the preset claims."""
    return all((update is not None) == (preset.outcome == "works") for update in entry["solved_at"])


def table(measured: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the page of the documentation."""
    rows = "\n".join(row(preset, measured[preset.id]) for preset in TRIED if preset.id in measured)
    return f"""# What works and what fails

For every task an experiment that solves it and one that does not, as the catalog offers them; at the end the models of
stories, each by itself (`irnn_models.a` is model A of that story). Each was trained by
`scripts/measure_presets.py` with the seeds 0, 1, 2 (`neurons.a`: 0 to 19) for weights and data alike, by a fused kernel
where the cell has one, until its task was solved (by a [validation](science.md#conventions)), or its updates were over.
*Best* is the criterion's quantity where it came nearest: of `text`, `digits` and `mnist` on what is kept back, of the
others its mean over the criterion's number of updates.

| preset | task | cell | learning | outcome | solved after updates | best |
|---|---|---|---|---|---|---|
{rows}
"""


def row(preset: Preset, entry: Mapping[str, Any]) -> str:
    """Return the line of one preset."""
    experiment = preset.experiment
    lane = experiment.lanes[0]
    solved = ", ".join("never" if update is None else str(update) for update in entry["solved_at"])
    best = ", ".join(f"{value:.3g}" for value in entry["best"])
    learning = f"{lane.optimizer.kind} {lane.optimizer.learning_rate:g}, {experiment.steps} updates"
    if lane.bptt.kind == "truncated":
        learning += f", BPTT {lane.bptt.window}/{lane.bptt.shift}"
    return (
        f"| `{preset.id}` | {experiment.task.kind}, T = {experiment.task.sequence_length} "
        f"| {own_fields(lane.cell)} | {learning} | {preset.outcome} | {solved} | {best} |"
    )


def own_fields(cell: Any) -> str:
    """Return a cell in words: its kind, its units and what differs from its defaults."""
    usual = type(cell)().model_dump()
    own = {name: value for name, value in cell.model_dump().items() if value != usual[name]}
    own.pop("hidden_size", None)
    return ", ".join([f"{cell.kind} {cell.hidden_size}", *(f"{name} {in_words(value)}" for name, value in own.items())])


def in_words(value: Any) -> str:
    """Return what a field holds; of a part its kind and what is set of it."""
    if not isinstance(value, Mapping):
        return str(value)
    set_fields = (f"{name} {inner:g}" for name, inner in value.items() if isinstance(inner, float))
    return f"{value['kind']} ({', '.join(set_fields)})"


def main() -> int:
    """Measure, write evidence and table, and tell whether every claim holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("presets", nargs="*", help="ids; without any, those that lack evidence")
    parser.add_argument("--all", action="store_true", help="those with evidence too")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(1)
    measured = json.loads(EVIDENCE.read_text(encoding="utf-8"))
    for preset in TRIED:
        if options.all or preset.id in options.presets or (not options.presets and preset.evidence() is None):
            measured[preset.id] = measure(preset, range(options.seeds))
            kept = {known.id: measured[known.id] for known in TRIED if known.id in measured}
            EVIDENCE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
            TABLE.write_text(table(kept), encoding="utf-8")
    broken = [preset.id for preset in TRIED if preset.id not in measured or not holds(preset, measured[preset.id])]
    print(f"{len(TRIED)} presets; claims that do not hold: {', '.join(broken) or 'none'}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
