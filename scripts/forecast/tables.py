"""The tables of docs/forecast.md."""

from __future__ import annotations

import math
from collections.abc import Sequence

from forecast.score import Score
from forecast.settings import RATES, TASKS, name_of
from forecast.study import BY_PAIR, DECIDING, Study
from paper.part import table
from paper.run import Outcome

WAYS = (*DECIDING, BY_PAIR)


def rules_table(found: Study) -> str:
    """Return every rule with its record."""
    rows = [
        (tried.name, *(record(tried.scores[way]) for way in WAYS), "**yes**" if tried.passes else "no")
        for tried in found.tried
    ]
    return table(("rule", *WAYS, "passes"), rows)


def record(score: Score) -> str:
    """Return a rule's record in a few figures."""
    if not score.made:
        return "silent"
    balanced = "–" if math.isnan(score.balanced) else percent(score.balanced)
    spoken = "" if score.made == score.asked else f"; speaks of {percent(score.made / score.asked)}"
    return f"{percent(score.accuracy)} ({span(score)}); {balanced}{spoken}"


def solved_table(grid: Sequence[Outcome]) -> str:
    """Return how many seeds solved each task with each cell."""
    rows = []
    for group in map(name_of, TASKS):
        need = next(outcome["need"] for outcome in grid if outcome["group"] == group)
        rows.append((f"`{group}`", need, *(share(grid, group, cell) for cell in RATES)))
    return table(("task, length, other fields", "needs", *RATES), rows)


def preset_table(presets: Sequence[Outcome]) -> str:
    """Return need, reach and the seeds that solved it, of each preset."""
    rows = []
    for preset in dict.fromkeys(outcome["group"] for outcome in presets):
        its = [outcome for outcome in presets if outcome["group"] == preset]
        reach = [outcome["reach"] for outcome in its if outcome["reach"] is not None]
        far = f"{min(reach):.0f} to {max(reach):.0f}" if reach else "–"
        rows.append((f"`{preset}`", its[0]["need"], far, share(presets, preset, preset)))
    return table(("preset", "needs", "reaches", "solved"), rows)


def share(outcomes: Sequence[Outcome], group: str, network: str) -> str:
    """Return how many seeds of how many solved a setting; – where none was run."""
    its = [each for each in outcomes if (each["group"], each["network"]) == (group, network)]
    return f"{sum(each['solved_at'] is not None for each in its)}/{len(its)}" if its else "–"


def span(score: Score) -> str:
    """Return an interval in percent."""
    return f"{100 * score.interval.low:.0f}–{100 * score.interval.high:.0f}"


def percent(part: float) -> str:
    """Return a part in percent, rounded down: 84.9 is not 85."""
    return f"{math.floor(100 * part + 1e-9)} %"
