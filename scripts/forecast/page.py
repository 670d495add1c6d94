"""docs/forecast.md: what was run, how a rule is judged, what came out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forecast.known import LONGEST
from forecast.rules import CONSTANT, NEAR, SURE
from forecast.score import DEMANDED
from forecast.settings import BATCH, DEAR, DEAR_PRESETS, RATES, SEEDS, TASKS, UNITS, UNTRIED, UPDATES, WITHOUT_DATA
from forecast.settings import name_of as name
from forecast.study import BY_CELL, BY_PAIR, BY_PRESET, BY_TASK, DECIDING, Study, Tried
from forecast.tables import percent, preset_table, rules_table, solved_table, span
from paper.run import Outcome

KINDS_OF_TASKS = len({task["kind"] for task in TASKS})


def page(grid: Sequence[Outcome], presets: Sequence[Outcome], found: Study) -> str:
    """Return the page, all of whose figures come from these runs."""
    return f"""# Can one tell before training who will learn?

Before the first update the page shows how far the last loss reaches back (the memory horizon) and how far back the
task's input lies (the required lag): "needs 44, reaches 7". This study asks whether these two numbers, or anything else
that is known then, tell who solves the task. A rule passes if it is right in {percent(DEMANDED)} of its forecasts about
runs that it was not tuned on. `make forecast` wrote this page.

{conclusion(found)}

## What was run

{what_was_run(grid, presets)}

{solved_table(grid)}

A cell of the table says how many seeds of how many solved the task within the budget. – was not run.

{preset_table(presets)}

## How a rule is judged

{judging()}

## What came out

Every column holds other runs out. It says in how many of its forecasts the rule was right, the 95 % interval of that,
and then its balanced accuracy: the mean of what it has among the solved and among the unsolved runs. *Speaks of* stands
where a rule was silent about the rest.

{rules_table(found)}

A run of the grid ends as most other seeds of its very own setting do in {percent(found.ceiling.accuracy)}
({span(found.ceiling)}) of the runs. So luck decides little: the outcome follows from cell, task and sizes, but not by a
rule that was tried here.

## The rules, fitted to the whole grid

{formulas(found)}

lg is the logarithm to base 10. *left* is ‖λ_{{T−need}}‖ / ‖λ_{{T−1}}‖, the part of the last loss's adjoint that arrives
at the required lag ([diagnostics](science.md#diagnostics)). *gap* is how far guessing is from the criterion, as a part
of the larger of the two. *rate* is Adam's learning rate. *gain* is the gain per step; where there is none, the mean one
over the required lag. A half-life counts as {LONGEST:,.0f} time steps at most.
"""


def conclusion(found: Study) -> str:
    """Return what follows for the page."""
    near, constant = (next(tried for tried in found.tried if tried.name == name) for name in (NEAR, CONSTANT))
    told = [
        f"*{NEAR}*, the rule of the two numbers, is right in {in_each_way(near)}.",
        f"To say the same of all runs is right in {in_each_way(constant)}.",
        f"Of the rules that speak of every run, {nearest([tried for tried in found.tried if tried.always_speaks])}.",
    ]
    if silent := [tried for tried in found.tried if tried.speaks_everywhere and not tried.always_speaks]:
        told.append(f"Of those that may be silent, {nearest(silent)}.")
    if not found.passing:
        return "\n".join(["**No rule passes, so the page foretells nothing.** It says what it measured.", *told])
    return "\n".join(["**These pass.**", *(f"*{tried.name}*: {in_each_way(tried)}." for tried in found.passing), *told])


def nearest(rules: Sequence[Tried]) -> str:
    """Return which rule comes nearest to what is demanded, and its record."""
    best = max(rules, key=lambda tried: min(tried.scores[way].accuracy for way in DECIDING))
    return f"*{best.name}* comes nearest, with {in_each_way(best)}"


def in_each_way(tried: Tried) -> str:
    """Return in how many forecasts a rule is right, for each of the deciding ways, and of how many runs it speaks."""
    scores = [(way, tried.scores[way]) for way in DECIDING]
    return ", ".join(
        f"{percent(score.accuracy)}"
        + ("" if score.made == score.asked else f" of the {percent(score.made / score.asked)} that it speaks of")
        + f" ({way})"
        for way, score in scores
    )


def what_was_run(grid: Sequence[Outcome], presets: Sequence[Outcome]) -> str:
    """Return the runs in words."""
    cells = {rate: [cell for cell, its in RATES.items() if its == rate] for rate in sorted(set(RATES.values()))}
    rates = "; ".join(f"{rate:g} for {', '.join(names)}" for rate, names in cells.items())
    slow = sorted({outcome["cell"] for outcome in grid if outcome["kernel"] == "reference"})
    return f"""{len(grid):,} runs of a grid and {len(presets)} of presets with {SEEDS} seeds each (0 to {SEEDS - 1}, for
weights and data alike). A run ends when its task is solved, by a [validation](science.md#conventions), or when its
updates are over. Budgets are small: who never solves a task here may
solve it later, and a rule is asked who solves it *within* the budget.

- **The grid**: {len(RATES)} kinds of cells, {UNITS} units, their defaults (all kinds but `formula`), on {len(TASKS)}
  tasks of {KINDS_OF_TASKS} kinds. At most {UPDATES} updates, batch {BATCH} (`hello`: 1), gradient clipped to norm 1,
  Adam at {rates}.
- The cells without a fused kernel ({", ".join(slow)}) were not trained on
  {quoted(map(name, DEAR))}: a run takes them ten times as long.
- **The presets** that are said to work or to fail, as they are: each has its own budget, sizes and learning rate. They
  were chosen so that half of them fail, some of them without any recurrence. Left out are those of `waveform`, which
  needs nothing of the past, of {quoted(WITHOUT_DATA)}, whose images are not everywhere, and
  {quoted(DEAR_PRESETS)}, which takes longest. {quoted(UNTRIED)} are in presets alone."""


def judging() -> str:
    """Return how runs are held out and what a rule has to show."""
    return f"""Three ways of holding runs out decide:

- **{BY_TASK}**: the rule is fitted to the grid without one kind of task and asked about that kind, kind after kind;
- **{BY_CELL}**: the same with the kinds of cells;
- **{BY_PRESET}**: it is fitted to the grid and asked about the presets.

A fourth, **{BY_PAIR}**, is easier and decides nothing: the runs of one kind of cell on one kind of task are held out,
but the rule has seen that cell on other tasks and that task with other cells. What a rule is asked about comes without
its outcome.

A rule passes if in each of the three it is right in {percent(DEMANDED)} of its forecasts, and its whole interval lies
above what *{CONSTANT}* has about all runs. A rule may be silent: then its forecasts count, and of how many runs
it speaks is said. It is *sure* where it gives one outcome a probability of {percent(SURE)}.

Seeds of one setting agree, so they are not independent. The interval is Wilson's for as many independent runs as would
vary as much as the clusters do. A cluster is a kind of cell on a kind of task, or a preset. That number is
p (1 − p) / Var p with the variance between clusters, and at most the number of runs. The interval does not know that
there are only {KINDS_OF_TASKS} kinds of tasks and {len(RATES)} of cells, nor that the best of many rules looks a little
better than it is."""


def formulas(found: Study) -> str:
    """Return the rules that can be written down."""
    return "\n".join(f"- *{tried.name}*: {tried.formula}." for tried in found.tried if tried.formula)


def quoted(names: Iterable[str]) -> str:
    """Return names as code, with commas."""
    return ", ".join(f"`{name}`" for name in names)
