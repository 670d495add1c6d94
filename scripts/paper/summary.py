"""What is said of the seeds of one network, in words and figures."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean, median

from paper.run import Outcome


def solvers(outcomes: Sequence[Outcome]) -> list[bool]:
    """Return whether each seed solved the task."""
    return [outcome["solved_at"] is not None for outcome in outcomes]


def solved(outcomes: Sequence[Outcome]) -> int:
    """Return how many seeds solved the task."""
    return sum(solvers(outcomes))


def share(outcomes: Sequence[Outcome]) -> str:
    """Return how many seeds solved the task, of how many."""
    return f"{solved(outcomes)} of {len(outcomes)}"


def when(outcomes: Sequence[Outcome]) -> str:
    """Return the updates at which the seeds solved the task, or what became of them instead."""
    return ", ".join(_when(outcome) for outcome in outcomes)


def _when(outcome: Outcome) -> str:
    if outcome["solved_at"] is not None:
        return f"{outcome['solved_at']:,}"
    return f"diverged at {outcome['updates']:,}" if outcome["diverged"] else "never"


def typical(outcomes: Sequence[Outcome]) -> str:
    """Return the median update of those that solved the task."""
    updates = [outcome["solved_at"] for outcome in outcomes if outcome["solved_at"] is not None]
    return f"{median(updates):,.0f}" if updates else "–"


def figures(outcomes: Sequence[Outcome], name: str) -> str:
    """Return a figure of every seed; – for one that left the finite numbers."""
    return ", ".join("–" if outcome[name] is None else f"{outcome[name]:.3g}" for outcome in outcomes)


def values(outcomes: Sequence[Outcome], name: str) -> list[float | None]:
    """Return a figure of every seed as a number; None for one that left the finite numbers."""
    return [outcome[name] for outcome in outcomes]


def average(outcomes: Sequence[Outcome], name: str) -> float:
    """Return the mean of a figure over the seeds that have it; not a number where none has."""
    values = [float(outcome[name]) for outcome in outcomes if outcome[name] is not None]
    return mean(values) if values else float("nan")


def at(outcome: Outcome, update: int) -> float | None:
    """Return the point of the curve that ends at ``update``; None where there is none."""
    return next((value for place, value in outcome["curve"] if place == update), None)
