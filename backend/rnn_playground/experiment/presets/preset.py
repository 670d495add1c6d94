"""What a preset is."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import resources
from statistics import median
from typing import Any, Literal, NamedTuple

from rnn_playground.experiment.experiment import Experiment

Outcome = Literal["works", "fails"]
View = Literal["unrolled", "folded", "wires"]


class Fix(NamedTuple):
    """One click that mends a preset's trouble: what the button says, and the experiment it starts."""

    text: str
    experiment: Experiment


class Evidence(NamedTuple):
    """What became of a preset's only lane, seed by seed: the update at which it solved the task, or None."""

    solved_at: tuple[int | None, ...]
    best: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """Return how many seeds were tried, how many solved the task, and at which update in the median."""
        solved = [update for update in self.solved_at if update is not None]
        return {
            "seeds": len(self.solved_at),
            "solved": len(solved),
            "median_updates": round(median(solved)) if solved else None,
        }


class Preset(NamedTuple):
    """An experiment with its story. ``pace`` is in updates per second; None is as fast as it goes.

    ``outcome`` says of an experiment that was tried with several seeds whether it solves its task within its steps.
    ``outcomes`` say the same of each model of a story, which the page does not promise. ``panels`` are the measurements
    that its story points at: a page opens them with it, and draws the network in its ``view``, where it has one.
    """

    id: str
    experiment: Experiment
    pace: float | None
    fix: Fix | None = None
    outcome: Outcome | None = None
    panels: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    view: View | None = None

    def alone(self) -> tuple[Preset, ...]:
        """Return each model of a story whose ``outcomes`` are known by itself: ``irnn_models.a`` and so on."""
        return tuple(
            Preset(f"{self.id}.{letter}", self.experiment.model_copy(update={"lanes": (lane,)}), None, outcome=outcome)
            for letter, lane, outcome in zip("abcd", self.experiment.lanes, self.outcomes, strict=False)
        )

    def fingerprint(self) -> str:
        """Return a digest of the experiment: evidence belongs to the document that it was measured with, anywhere."""
        return hashlib.sha256(self.experiment.model_dump_json(exclude={"device"}).encode()).hexdigest()[:16]

    def evidence(self) -> Evidence | None:
        """Return what was measured with this very experiment, if anything was."""
        entry = _measured().get(self.id)
        if entry is None or entry["document"] != self.fingerprint():
            return None
        return Evidence(tuple(entry["solved_at"]), tuple(entry["best"]))

    def to_json(self) -> dict[str, Any]:
        """Return the preset as the catalog carries it."""
        evidence = self.evidence()
        return {
            "id": self.id,
            "text": f"preset.{self.id}",
            "task": self.experiment.task.kind,
            "experiment": self.experiment.model_dump(mode="json"),
            "pace": self.pace,
            "fix": self.fix and {"text": self.fix.text, "experiment": self.fix.experiment.model_dump(mode="json")},
            "outcome": self.outcome,
            "panels": list(self.panels),
            "view": self.view,
            "evidence": evidence and evidence.to_json(),
        }


@cache
def _measured() -> dict[str, Any]:
    """Return what ``scripts/measure_presets.py`` wrote, by preset."""
    text = resources.files(__package__).joinpath("evidence.json").read_text(encoding="utf-8")
    measured: dict[str, Any] = json.loads(text)
    return measured
