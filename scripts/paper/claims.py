"""(f) The claims of the ledger, each tried by the experiment that the page opens with it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from paper.part import Claim, Part, Section, table
from paper.results import Measurable, Results
from paper.run import Outcome, finite
from paper.significance import ranks, sign
from paper.summary import figures
from rnn_playground.experiment import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.other_sequences import score_lengths
from rnn_playground.training.trainer import Trainer
from solving import scalars

LEDGER = Path(__file__).parents[2] / "frontend" / "src" / "learn" / "claims" / "claims.json"
SEEDS, OVER = 5, 20
LENGTHS, SAMPLES = (5, 10, 20, 50, 100, 200), 128
SOURCE = "the tutorial that the lessons follow"
QUANTITIES = {
    "loss": "loss, mean of 20 updates",
    "metric": "accuracy, mean of 20 updates",
    "far": "share of the inputs before the last two in what the loss depends on",
    "kept": "what arrives at t = 1 of the gradient at t = T",
    "ms": "ms an update",
    "gain": "gain of a step back",
    "clipped": "share of the updates whose gradient is longer than 1",
    "largest": "longest gradient",
    "finite": "updates with finite numbers",
    "negative": "share of the recurrent weights below 0",
    "zero": "share of the hidden states that are exactly 0",
    "near": "mean squared error at the trained length, 20",
    "far_length": "mean squared error at length 200",
}
READINGS: dict[str, tuple[str, ...]] = {
    "loss": ("loss",),
    "metric": ("metric",),
    "far": ("far",),
    "kept": ("kept", "ms"),
    "gain": ("gain",),
    "clip": ("kept", "clipped", "largest", "finite"),
    "signs": ("negative", "zero"),
    "lengths": ("near", "far_length"),
}


class Tried(NamedTuple):
    """A claim's experiment with one seed, which draws weights and data alike, read after its number of updates."""

    group: str
    network: str
    experiment: Experiment
    reading: str
    updates: int

    def key(self) -> str:
        """Return a digest of what is computed."""
        text = f"claim {self.reading} {self.updates} {self.experiment.model_dump_json(exclude={'device', 'steps'})}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def measure(self) -> Outcome:
        """Train as far as the claim asks and return every figure by lane and name, ``0.loss`` and so on."""
        began, trainer = time.perf_counter(), Trainer(self.experiment, kernels=load_kernels())
        while trainer.step < self.updates and trainer.advance_by(self.updates - trainer.step):
            pass
        frame = trainer.frame(Watch(panels=("saliency", "weights")))
        lengths = score_lengths(trainer, LENGTHS, SAMPLES)["lanes"] if self.reading == "lengths" else None
        found: Outcome = {}
        for lane in range(len(self.experiment.lanes)):
            scores = lengths[lane]["metric"] if lengths else None
            for name, value in read(trainer, frame, lane, self.reading, scores).items():
                found[f"{lane}.{name}"] = finite(value)
        return {**found, "seconds": round(time.perf_counter() - began, 2)}


def read(trainer: Trainer, frame: Frame, lane: int, reading: str, scores: Sequence[float] | None) -> dict[str, float]:
    """Return what ``reading`` is of one lane; a lane that left the finite numbers has no gradient to read."""
    log = scalars(trainer, lane)
    values: dict[str, float] = {
        "loss": float(np.mean(log["loss"][-OVER:])),
        "metric": float(np.mean(log["metric"][-OVER:])),
        "clipped": float(np.mean(log["gradient_norm"] > 1.0)),
        "largest": float(np.max(log["gradient_norm"])),
        "finite": float(len(log["loss"])),
        "ms": 1000.0 * (trainer.update_seconds[lane] or float("nan")),
    }
    if scores is not None:
        values |= {"near": scores[LENGTHS.index(20)], "far_length": scores[-1]}
    if f"{lane}/hidden_gradient_norm" in frame:
        values |= of_gradient(frame, lane)
    return {name: values.get(name, float("nan")) for name in READINGS[reading]}


def of_gradient(frame: Frame, lane: int) -> dict[str, float]:
    """Return what is read of the gradient's profile, of the inputs' and of the weights of the first layer."""
    hidden = frame[f"{lane}/hidden_gradient_norm"][-1]
    saliency, weights = frame[f"{lane}/input_saliency"], frame.tensors.get(f"{lane}/weight/W_hh.0", np.empty(0))
    return {
        "kept": float(hidden[0] / hidden[-1]),
        "gain": float(frame[f"{lane}/gain_per_step"][-1]),
        "far": float(saliency[:-2].sum() / saliency.sum()),
        "negative": float(np.mean(weights < 0)) if weights.size else float("nan"),
        "zero": float(np.mean(frame[f"{lane}/hidden_state"] == 0)),
    }


def _runs() -> tuple[Tried, ...]:
    ledger: list[dict[str, Any]] = json.loads(LEDGER.read_text(encoding="utf-8"))
    return tuple(
        Tried(
            claim["id"],
            "all lanes",
            Experiment.model_validate({**claim["experiment"], "weight_seed": seed, "data_seed": seed}),
            claim["reading"],
            claim["updates"],
        )
        for claim in ledger
        for seed in range(SEEDS)
    )


RUNS = _runs()


def section(results: Results, runs: Sequence[Measurable]) -> Section:
    """Return every figure of every claim, seed by seed."""
    first = {run.group: run for run in reversed(RUNS)}
    found = {claim: results.of(runs, claim, "all lanes") for claim in reversed(first)}
    rows = [
        (f"{claim}, {chr(65 + lane)}", QUANTITIES[name], first[claim].updates, figures(outcomes, f"{lane}.{name}"))
        for claim, outcomes in found.items()
        for lane in range(len(first[claim].experiment.lanes))
        for name in READINGS[first[claim].reading]
        if name != "ms" or claim == "sigmoid"
    ]
    body = f"""Every claim of `frontend/src/learn/claims/claims.json` with the experiment that the page opens
beside it, seeds 0 to {SEEDS - 1} for weights and data alike, read after the number of updates that the page waits for.
A letter is the model's on the page; – stands where its numbers are no longer finite, or where there is nothing to
divide by. Times are those of one core of the machine that measured.

{table(("claim, model", "read", "after updates", "seed by seed"), rows)}
"""
    return Section(body, _claims(found), {})


def _claims(found: dict[str, list[Outcome]]) -> list[Claim]:
    def of(claim: str, name: str) -> list[float]:
        return [float("nan") if outcome[name] is None else float(outcome[name]) for outcome in found[claim]]

    def said(claim: str, *names: str) -> str:
        return "; ".join(f"{chr(65 + int(name[0]))} {figures(found[claim], name)}" for name in names)

    return [
        _always(
            "backpropagation through time has to vanish or to explode",
            said("inevitable", "0.kept", "1.kept"),
            [not 0.1 < kept < 10.0 for kept in of("inevitable", "1.kept")],
        ),
        Claim(
            SOURCE,
            "truncation solves the vanishing gradient: a window of 10 will do for a lag of 10",
            said("truncation", "0.metric", "1.metric"),
            median(of("truncation", "0.metric")) >= median(of("truncation", "1.metric")),
            ranks(of("truncation", "0.metric"), of("truncation", "1.metric")),
        ),
        _always(
            "with an eigenvalue above 1 the gradient explodes",
            said("eigenvalues", "0.kept", "1.kept"),
            [kept > 1.0 for kept in of("eigenvalues", "1.kept")],
        ),
        _always(
            "clipping prevents vanishing, too",
            said("clipping", "0.kept", "1.kept"),
            [clipped > 1e-3 for clipped in of("clipping", "1.kept")],
        ),
        _always(
            "a smaller identity works like a forget gate",
            said("forget_gate", "0.gain", "1.gain"),
            [abs(a - b) < 0.02 for a, b in zip(of("forget_gate", "0.gain"), of("forget_gate", "1.gain"), strict=True)],
        ),
        _always(
            "a network can take sequences of any length",
            said("lengths", "1.near", "1.far_length"),
            [far < 0.05 for far in of("lengths", "1.far_length")],
        ),
        Claim(
            "Grazzi et al., 2024, arXiv:2411.12537, abstract",
            "eigenvalues below 0 let a layer solve parity that is linear in its state",
            said("reflection", "0.metric", "1.metric"),
            median(of("reflection", "1.metric")) > median(of("reflection", "0.metric")),
            ranks(of("reflection", "1.metric"), of("reflection", "0.metric")),
        ),
        Claim(
            "De et al., 2024, arXiv:2402.19427, section 2.4",
            "an RG-LRU is to be drawn such that its states last; drawn anywhere, its gradient fades faster",
            said("published_start", "0.gain", "1.gain"),
            median(of("published_start", "1.gain")) > median(of("published_start", "0.gain")),
            ranks(of("published_start", "1.gain"), of("published_start", "0.gain")),
        ),
    ]


def _always(says: str, measured: str, held: Sequence[bool]) -> Claim:
    """Return a claim that says "always", with the seeds at which it held."""
    return Claim(SOURCE, says, measured, 2 * sum(held) > len(held), sign(held))


PART = Part("f", "The claims of the ledger", RUNS, section)
