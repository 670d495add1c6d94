"""Which remedy helps a model that does not learn? Tries every one that a note could offer, per cell and task family.

    python scripts/measure_remedies.py                  # what is not measured yet: a quarter of an hour on one core
    python scripts/measure_remedies.py adding copy      # these families alone

Keeps every model as a file in build/remedies, so whoever interrupts it goes on where it stopped; to measure one again,
remove its file. Once all are there, writes docs/remedies.md, and for the page what helped, and nothing else:
frontend/src/learn/narrator/remedies.json.

A remedy is tried as the page offers it: a knob of training is turned on a branch from update 300, another cell or
another start of it is trained beside the model from the start.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import torch
from tqdm import tqdm

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.training.solved import solved_at
from rnn_playground.training.trainer import Trainer
from rnn_playground.training.validation import EVERY
from solving import scalars

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "remedies"
TABLE = ROOT / "docs" / "remedies.md"
REMEDIES = ROOT / "frontend" / "src" / "learn" / "narrator" / "remedies.json"
SEEDS = 3
UPDATES = 1500
FROM = 300
UNITS = 16
RATE = 0.01

Part = dict[str, Any]


class Model(NamedTuple):
    """A model of a task family that may not learn: the ones that notes speak of."""

    task: str
    cell: str
    activation: str | None = None
    clip: str = "norm"
    bptt: str = "full"

    @property
    def name(self) -> str:
        """Return what the table and its file call it."""
        parts = (
            self.activation,
            None if self.clip == "norm" else "no clip",
            self.bptt if self.bptt != "full" else None,
        )
        return ", ".join([self.cell, *(part for part in parts if part)])

    def lane(self) -> Part:
        """Return its document."""
        cell = {"kind": self.cell, "hidden_size": UNITS}
        bptt = {"kind": "full"} if self.bptt == "full" else {"kind": self.bptt, "window": 10, "shift": 10}
        return {
            "cell": cell if self.activation is None else {**cell, "activation": self.activation},
            "optimizer": {"kind": "adam", "learning_rate": RATE},
            "clip": {"kind": self.clip},
            "bptt": bptt,
        }


class Remedy(NamedTuple):
    """One thing turned. ``beside``: of a model that starts anew beside it; else of a branch from where it stands."""

    part: str
    field: str
    value: Any
    beside: bool = False

    @property
    def name(self) -> str:
        """Return what the table calls it."""
        place = "beside it" if self.beside else "from here"
        return f"{self.field.replace('_', ' ')} {self.value} ({place})"

    def turn(self, lane: Part) -> Part:
        """Return the lane with that one thing turned; of another kind its own defaults."""
        if self.field == self.part:
            sizes = {"hidden_size": UNITS} if self.part == "cell" else {}
            return {**lane, self.part: {"kind": self.value, **sizes}}
        value = {"kind": self.value} if self.field == "recurrent_init" else self.value
        return {**lane, self.part: {**lane[self.part], self.field: value}}


FAMILIES: Mapping[str, Part] = {
    "temporal_order": {"length": 50},
    "adding": {"length": 50},
    "copy": {"length": 20},
    "echo": {"length": 60, "lag": 15},
}
CELLS = (("rnn", "tanh"), ("rnn", "sigmoid"), ("rnn", "relu"), ("irnn", None), ("lstm", None), ("gru", None))
MODELS = (
    *(Model(task, cell, activation) for task in FAMILIES for cell, activation in CELLS),
    Model("temporal_order", "irnn", clip="none"),
    Model("adding", "irnn", clip="none"),
    Model("echo", "rnn", "tanh", bptt="truncated"),
)
HELPED = SEEDS
"""A remedy helped where every seed learns with it."""
FAILS = 1
"""A model needs one where at most so many seeds learn."""


def remedies(model: Model) -> Iterator[Remedy]:
    """Yield all that a note could offer to this model."""
    yield Remedy("optimizer", "learning_rate", 0.003)
    yield Remedy("optimizer", "learning_rate", 0.03)
    if model.activation is not None:
        other = ("tanh", "relu", "leaky_relu")
        yield from (Remedy("cell", "activation", kind) for kind in other if kind != model.activation)
    yield Remedy("clip", "clip", "none" if model.clip == "norm" else "norm")
    if model.bptt != "full":
        yield Remedy("bptt", "bptt", "full")
    yield Remedy("optimizer", "learning_rate", 0.003, beside=True)
    if model.cell in ("rnn", "lstm", "gru"):
        yield Remedy("cell", "recurrent_init", "orthogonal", beside=True)
    if model.cell != "gru":
        yield Remedy("cell", "cell", "gru", beside=True)
    if model.cell == "rnn":
        yield Remedy("cell", "cell", "irnn", beside=True)


def experiment(model: Model, lanes: Sequence[Part], seed: int) -> Experiment:
    """Return the document of these lanes on the model's task."""
    return Experiment.model_validate(
        {
            "task": {"kind": model.task, **FAMILIES[model.task]},
            "lanes": list(lanes),
            "steps": UPDATES,
            "weight_seed": seed,
            "data_seed": seed,
        }
    )


def solutions(document: Experiment) -> list[int | None]:
    """Return when each lane solves the task; None: not within the updates."""
    trainer, facts = Trainer(document, kernels=load_kernels()), document.task.facts()
    lanes = range(len(document.lanes))
    found: list[int | None] = [None for _ in lanes]
    while None in found and trainer.advance_by(EVERY):
        found = [found[lane] or solved_at(scalars(trainer, lane), facts) for lane in lanes]
    return found


def run(model: Model, seed: int) -> dict[str, int | None]:
    """Return when the model and each of its remedies solve the task with one seed."""
    lane = model.lane()
    (alone,) = solutions(experiment(model, [lane], seed))
    result = {"alone": alone}
    tried = list(remedies(model))
    branches = [remedy for remedy in tried if not remedy.beside]
    origin = {"lane": 0, "step": FROM}
    for first in range(0, len(branches), 3):
        some = branches[first : first + 3]
        lanes = [lane, *({**remedy.turn(lane), "origin": origin} for remedy in some)]
        result |= dict(
            zip((remedy.name for remedy in some), solutions(experiment(model, lanes, seed))[1:], strict=True)
        )
    for remedy in tried:
        if remedy.beside:
            (result[remedy.name],) = solutions(experiment(model, [remedy.turn(lane)], seed))
    return result


def measure(model: Model) -> list[dict[str, int | None]]:
    """Return what became of every seed: as kept, or measured now."""
    path = KEPT / f"{model.task}, {model.name}.json"
    if path.exists():
        kept: list[dict[str, int | None]] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    measured = [run(model, seed) for seed in tqdm(range(SEEDS), desc=f"{model.task}, {model.name}", unit="seed")]
    KEPT.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(measured) + "\n", encoding="utf-8")
    return measured


def solved(measured: Sequence[Mapping[str, int | None]], name: str) -> list[int]:
    """Return when those seeds that solve the task with a remedy do."""
    return [update for seed in measured if (update := seed[name]) is not None]


def helping(model: Model, measured: Sequence[Mapping[str, int | None]]) -> list[Remedy]:
    """Return what helped a model that needs it, the soonest first."""
    if len(solved(measured, "alone")) > FAILS:
        return []
    helped = [remedy for remedy in remedies(model) if len(solved(measured, remedy.name)) >= HELPED]
    return sorted(helped, key=lambda remedy: (remedy.beside, median(solved(measured, remedy.name))))


def page_rows(measured: Mapping[Model, Sequence[Mapping[str, int | None]]]) -> list[dict[str, Any]]:
    """Return what the page reads: models that a remedy helped, and these remedies."""
    rows = []
    for model, seeds in measured.items():
        helped = helping(model, seeds)
        if not helped:
            continue
        document = experiment(model, [model.lane()], 0)
        rows.append(
            {
                **model._asdict(),
                "lag": document.task.facts().required_lag,
                "units": UNITS,
                "learning_rate": RATE,
                "remedies": [{"field": r.field, "value": r.value, "beside": r.beside} for r in helped],
            }
        )
    return rows


def table(measured: Mapping[Model, Sequence[Mapping[str, int | None]]]) -> str:
    """Return the page of the documentation."""
    families = "\n".join(
        f"- `{kind}`: {', '.join(f'{name} {value}' for name, value in fields.items())}"
        for kind, fields in FAMILIES.items()
    )
    rows = "\n".join(
        line for model, seeds in measured.items() for line in model_rows(model, seeds, helping(model, seeds))
    )
    return f"""# Remedies

What a note on the page offers to a model that does not learn was tried before, by `scripts/measure_remedies.py`:
{UNITS} units, Adam with learning rate {RATE:g}, clip norm unless said, {UPDATES} updates, the seeds 0 to {SEEDS - 1}
for weights and data alike. *From here*: on a branch from update {FROM}. *Beside it*: by a model that starts anew.

{families}

A model needs a remedy where at most {FAILS} of {SEEDS} seeds learn. One helped where all {SEEDS} learn with it, and the
page offers these alone, to a model with the same cell, learning rate, clip and truncation, as many units or more, and a
task of the family that asks for as many time steps or fewer. Where nothing helped, nothing is offered.

| task | model | remedy | solved | after updates | offered |
|---|---|---|---|---|---|
{rows}
"""


def model_rows(model: Model, measured: Sequence[Mapping[str, int | None]], helped: Sequence[Remedy]) -> Iterator[str]:
    """Yield the lines of one model."""
    yield line(model, "none", solved(measured, "alone"), False)
    if len(solved(measured, "alone")) <= FAILS:
        for remedy in remedies(model):
            yield line(model, remedy.name, solved(measured, remedy.name), remedy in helped)


def line(model: Model, name: str, updates: Sequence[int], offered: bool) -> str:
    """Return one line."""
    when = ", ".join(str(update) for update in updates) or "never"
    return f"| {model.task} | {model.name} | {name} | {len(updates)} of {SEEDS} | {when} | {'yes' if offered else ''} |"


def main() -> int:
    """Measure, and write table and data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", metavar="family", help="of these alone, and no table")
    options = parser.parse_args()
    torch.set_num_threads(1)
    chosen = [model for model in MODELS if not options.families or model.task in options.families]
    measured = {model: measure(model) for model in chosen}
    if options.families:
        return 0
    REMEDIES.write_text(json.dumps(page_rows(measured), indent=1) + "\n", encoding="utf-8")
    TABLE.write_text(table(measured), encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
