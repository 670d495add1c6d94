"""Every rule on every kind of runs that were held out, and which rules pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from forecast.held_out import Fold, elsewhere, out_of_fold, outcomes
from forecast.known import Matrix, Record
from forecast.rules import CONSTANT, RULES, Rule, same_setting
from forecast.score import Score, score

BY_TASK, BY_CELL, BY_PRESET, BY_PAIR = "another task", "another cell", "presets", "another pair"
DECIDING: Final = (BY_TASK, BY_CELL, BY_PRESET)
"""A rule has to hold in each of these. BY_PAIR is easier: both cell and task are known, each from other runs."""
FOLDS: Final[Mapping[str, Fold]] = {
    BY_TASK: lambda known: known.task,
    BY_CELL: lambda known: known.cell,
    BY_PAIR: lambda known: (known.cell, known.task),
}


class Tried(NamedTuple):
    """A rule with its record in every way of holding runs out, and its formula when it is fitted to the whole grid."""

    name: str
    formula: str
    scores: Mapping[str, Score]

    @property
    def always_speaks(self) -> bool:
        """Whether it is never silent."""
        return all(score.made == score.asked for score in self.scores.values())

    @property
    def speaks_everywhere(self) -> bool:
        """Whether it says something in each of the deciding ways."""
        return all(self.scores[way].made for way in DECIDING)

    @property
    def passes(self) -> bool:
        """Whether it passes in each of the deciding ways."""
        return all(self.scores[way].passes for way in DECIDING)


class Study(NamedTuple):
    """What was found; ``ceiling``: how often a run ends as most other seeds of its own setting do."""

    tried: Sequence[Tried]
    ceiling: Score

    @property
    def passing(self) -> list[Tried]:
        """The rules that may be told to a visitor."""
        return [tried for tried in self.tried if tried.passes]


def study(grid: Sequence[Record], presets: Sequence[Record], rules: Sequence[Rule] = RULES) -> Study:
    """Return what ``rules``, the constant one among them, say of runs that they were not fitted to."""
    ways = _ways(grid, presets)
    constant = next(rule for rule in rules if rule.name == CONSTANT)
    base = {way: said(constant) for way, (_, said) in ways.items()}
    tried = [
        Tried(
            rule.name,
            rule.fit([record.known for record in grid], outcomes(grid)).formula,
            {way: _score(said(rule), base[way], runs) for way, (runs, said) in ways.items()},
        )
        for rule in rules
    ]
    seeds = out_of_fold(same_setting(), grid, lambda known: known.seed)
    return Study(tried, _score(seeds, out_of_fold(constant, grid, lambda known: known.seed), grid))


def _ways(
    grid: Sequence[Record], presets: Sequence[Record]
) -> dict[str, tuple[Sequence[Record], Callable[[Rule], Matrix]]]:
    """Return for each way the runs that are asked about, and what a rule says of them."""
    held_out = {way: (grid, _by(grid, fold)) for way, fold in FOLDS.items()}
    return {**held_out, BY_PRESET: (presets, lambda rule: elsewhere(rule, grid, [each.known for each in presets]))}


def _by(grid: Sequence[Record], fold: Fold) -> Callable[[Rule], Matrix]:
    return lambda rule: out_of_fold(rule, grid, fold)


def _score(said: Matrix, constant: Matrix, records: Sequence[Record]) -> Score:
    return score(said, constant, outcomes(records), [record.known.cluster for record in records])
