"""Write docs/conformance.md: every cell beside an independent implementation, in float64.

python tests/cells/conformance.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import torch
from oracles import ORACLES, Oracle

from conftest import Specimen, specimen
from rnn_playground.experiment.cells import CellConfig

SEEDS, TIME_STEPS = 20, 20
PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
TEXT = """# Conformance

Each cell beside an implementation that is not ours, or beside another form of its equation, in float64: {units} units,
{inputs} inputs, two sequences of {steps} time steps, {seeds} draws of weights, inputs and first states from normal
distributions. *States* is the largest difference of any h_t; *gradients* that of the derivatives of a loss in which
every h_t of every unit has another weight, by all weights, the first state and the inputs. Both are divided by the
largest entry of the same tensor where that is above 1. `python tests/cells/conformance.py` writes this page; the tests
hold both columns to 10⁻¹².

| cell | beside | states | gradients |
|---|---|---|---|
{rows}

`formula` has no row: its equation is the visitor's own. Beyond these, every cell is held to its equation, written as a
loop in NumPy, and every gradient to finite differences: [science.md](science.md).
"""


class Difference(NamedTuple):
    """The largest of the states, and of the gradients."""

    states: float
    gradients: float


def difference(oracle: Oracle, seed: int) -> Difference:
    """Return how far the cell is from ``oracle`` for one draw."""
    drawn = specimen(oracle.document, seed=seed, time_steps=TIME_STEPS)
    weights = {name: value.requires_grad_() for name, value in drawn.weights.items()}
    state = tuple(tensor.requires_grad_() for tensor in drawn.state)
    inputs = drawn.inputs.requires_grad_()
    unit = oracle.document.scaled[-1:]  # what others are counted in has no derivative of its own
    named = zip(oracle.document.states, state, strict=True)
    leaves = [*weights.values(), *(tensor for name, tensor in named if name not in unit), inputs]
    ours, theirs = _states(drawn), oracle.states(weights, state, inputs)
    gradients = zip(_gradients(ours, leaves), _gradients(theirs, leaves), strict=True)
    return Difference(_relative(ours, theirs), max(_relative(one, other) for one, other in gradients))


def _states(drawn: Specimen) -> torch.Tensor:
    return torch.stack([step.state[0] for step in drawn.run()])


def _gradients(states: torch.Tensor, leaves: list[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    weighting = torch.arange(states.numel()).view_as(states).cos()
    return torch.autograd.grad((states * weighting).sum(), leaves, materialize_grads=True, allow_unused=True)


def _relative(one: torch.Tensor, other: torch.Tensor) -> float:
    return float((one - other).detach().abs().max()) / max(1.0, float(other.detach().abs().max()))


def name(document: CellConfig) -> str:
    """Return the kind, and what of it differs from the default."""
    fields = document.model_dump(exclude_defaults=True, exclude={"kind", "hidden_size"})
    return ", ".join([f"`{document.kind}`", *(f"{field} {value}" for field, value in fields.items())])


def row(oracle: Oracle) -> str:
    """Return a line of the table."""
    found = [difference(oracle, seed) for seed in range(SEEDS)]
    largest = Difference(*map(max, zip(*found, strict=True)))
    return f"| {name(oracle.document)} | {oracle.source} | {largest.states:.1e} | {largest.gradients:.1e} |"


def main() -> int:
    """Measure every cell and write the page."""
    torch.set_num_threads(1)
    rows = "\n".join(map(row, ORACLES))
    document = ORACLES[0].document
    text = TEXT.format(units=document.hidden_size, inputs=3, steps=TIME_STEPS, seeds=SEEDS, rows=rows)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
