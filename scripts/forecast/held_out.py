"""What a rule says of runs that it was not fitted to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from forecast.known import Flags, Known, Matrix, Record
from forecast.rules import Rule

Fold = Callable[[Known], object]


def out_of_fold(rule: Rule, records: Sequence[Record], fold: Fold) -> Matrix:
    """Return what ``rule`` says of every run (run,), each time fitted to the runs of all other folds alone."""
    folds = [fold(record.known) for record in records]
    said = np.full(len(records), np.nan)
    for held_out in dict.fromkeys(folds):
        asked = [place for place, name in enumerate(folds) if name == held_out]
        others = [record for record, name in zip(records, folds, strict=True) if name != held_out]
        said[asked] = elsewhere(rule, others, [records[place].known for place in asked])
    return said


def elsewhere(rule: Rule, fitted_to: Sequence[Record], asked: Sequence[Known]) -> Matrix:
    """Return what ``rule``, fitted to some runs, says of networks (run,). It never sees what became of these."""
    known, solved = [record.known for record in fitted_to], outcomes(fitted_to)
    return rule.fit(known, solved).forecast(asked)


def outcomes(records: Sequence[Record]) -> Flags:
    """Return whether each run solved its task (run,)."""
    return np.array([record.solved for record in records], dtype=np.bool_)
