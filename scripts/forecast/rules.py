"""The rules: each is fitted to runs, and then says of networks that it has not seen whether they will solve their task.

A rule says 1 (solves), 0 (fails) or, where it says nothing, NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from forecast.known import FEATURES, Flags, Known, Matrix, matrix

SURE = 0.9
"""A rule that may be silent speaks where it gives one of the two this probability."""
LEAST_IN_LEAF = 24
"""Runs: three settings with eight seeds each."""
CONSTANT, NEAR = "always the same", "reach ≥ need"

Forecast = Callable[[Sequence[Known]], Matrix]


class Fitted(NamedTuple):
    """A rule that was fitted: what it says of networks (run,), and its ``formula`` in words."""

    forecast: Forecast
    formula: str


class Rule(NamedTuple):
    """``fit`` sees networks and whether each solved its task; what it returns sees networks alone."""

    name: str
    fit: Callable[[Sequence[Known], Flags], Fitted]


def constant() -> Rule:
    """Return the rule that says of all what became of most."""

    def fit(known: Sequence[Known], solved: Flags) -> Fitted:
        most = float(np.mean(solved) >= 0.5)
        return Fitted(lambda asked: np.full(len(asked), most), "solves" if most else "fails")

    return Rule(CONSTANT, fit)


def reaches(name: str, *, above: float = 1.0, below: float = 0.0) -> Rule:
    """Return the rule of the two numbers on the page: what it says where reach ≥ need, and where reach < need."""

    def forecast(asked: Sequence[Known]) -> Matrix:
        return np.array([above if each.reach >= each.need else below for each in asked], dtype=np.float64)

    return Rule(name, lambda known, solved: Fitted(forecast, ""))


def reaches_nothing() -> Rule:
    """Return the rule that only says of networks which carry nothing on that they fail; by the lag's definition so."""

    def forecast(asked: Sequence[Known]) -> Matrix:
        return np.array([0.0 if each.reach < 1.0 <= each.need else np.nan for each in asked], dtype=np.float64)

    return Rule("reach = 0 fails, else silent", lambda known, solved: Fitted(forecast, ""))


def threshold(feature: str) -> Rule:
    """Return the rule with one bound on one feature; the bound and its side are those that are right most often."""
    place = FEATURES.index(feature)

    def fit(known: Sequence[Known], solved: Flags) -> Fitted:
        bound, upward = best_bound(matrix(known)[:, place], solved)
        return Fitted(
            lambda asked: ((matrix(asked)[:, place] >= bound) == upward).astype(np.float64),
            f"solves where {feature} {'≥' if upward else '<'} {bound:.3g}" if np.isfinite(bound) else "no bound helps",
        )

    return Rule(f"a bound on {feature}", fit)


def best_bound(values: Matrix, solved: Flags) -> tuple[float, bool]:
    """Return the bound, and whether what solves lies above it, that are right for most of ``values`` (run,)."""
    order = np.argsort(values, kind="stable")
    ordered, outcomes = values[order], solved[order].astype(np.int64)
    cuts = np.concatenate([[0], np.flatnonzero(np.diff(ordered) > 0.0) + 1, [len(values)]])
    solved_below = np.concatenate([[0], np.cumsum(outcomes)])[cuts]
    right_upward = (cuts - solved_below) + (outcomes.sum() - solved_below)
    right = np.stack([right_upward, len(values) - right_upward])
    side, cut = np.unravel_index(int(np.argmax(right)), right.shape)
    edges = np.concatenate([[-np.inf], (ordered[cuts[1:-1] - 1] + ordered[cuts[1:-1]]) / 2.0, [np.inf]])
    return float(edges[cut]), bool(side == 0)


def learned(name: str, make: Callable[[], Any], *, kinds: bool = False, sure: float = 0.0) -> Rule:
    """Return the rule of a classifier on the features, and on the names of cell and task where ``kinds`` is set.

    It is silent where it gives neither outcome the probability ``sure``.
    """

    def fit(known: Sequence[Known], solved: Flags) -> Fitted:
        if solved.all() or not solved.any():
            return constant().fit(known, solved)
        names = sorted({name for each in known for name in _names(each)}) if kinds else []
        model = make().fit(described(known, names), solved)

        def forecast(asked: Sequence[Known]) -> Matrix:
            if not asked:
                return np.zeros(0)
            probability = model.predict_proba(described(asked, names))[:, 1]
            said = (probability >= 0.5).astype(np.float64)
            return np.where(np.maximum(probability, 1.0 - probability) >= sure, said, np.nan)

        return Fitted(forecast, "" if sure else _formula(model, names))

    return Rule(name, fit)


def described(known: Sequence[Known], names: Sequence[str]) -> Matrix:
    """Return features and, for each of ``names``, whether it is the cell or the task (run, feature)."""
    flags = [[float(name in _names(each)) for name in names] for each in known]
    return np.hstack([matrix(known), np.array(flags, dtype=np.float64).reshape(len(known), len(names))])


def _names(known: Known) -> tuple[str, str]:
    return f"cell {known.cell}", f"task {known.task}"


def _formula(model: Any, names: Sequence[str]) -> str:
    """Return a logistic regression's weights per standard deviation; nothing of other classifiers."""
    last = model[-1] if hasattr(model, "steps") else model
    if not isinstance(last, LogisticRegression) or names:
        return ""
    terms = " ".join(f"{weight:+.2f}·({name})" for name, weight in zip(FEATURES, last.coef_[0], strict=True))
    return f"logit p = {last.intercept_[0]:.2f} {terms}, each in standard deviations from its mean"


def logistic() -> Any:
    """Return a logistic regression on standardised features, with scikit-learn's usual ridge."""
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))


def tree() -> Any:
    """Return a decision tree of three questions."""
    return DecisionTreeClassifier(max_depth=3, min_samples_leaf=LEAST_IN_LEAF, random_state=0)


def forest() -> Any:
    """Return forty trees: not a rule to print on a page, but a bound on what the features hold."""
    return RandomForestClassifier(40, min_samples_leaf=LEAST_IN_LEAF // 3, random_state=0)


RULES: tuple[Rule, ...] = (
    constant(),
    reaches(NEAR),
    *(threshold(feature) for feature in FEATURES),
    learned("logistic regression", logistic),
    learned("decision tree", tree),
    learned("random forest", forest),
    learned("logistic regression that knows cell and task", logistic, kinds=True),
    learned("random forest that knows cell and task", forest, kinds=True),
    reaches_nothing(),
    reaches("reach < need fails, else silent", above=np.nan),
    reaches("reach ≥ need solves, else silent", below=np.nan),
    learned("logistic regression, silent unless sure", logistic, sure=SURE),
    learned("random forest, silent unless sure", forest, sure=SURE),
    learned("random forest that knows cell and task, silent unless sure", forest, kinds=True, sure=SURE),
)


def same_setting() -> Rule:
    """Return no rule but a record: what most other seeds of the very same setting did; silent about any other."""

    def fit(known: Sequence[Known], solved: Flags) -> Fitted:
        found: dict[str, list[bool]] = {}
        for each, outcome in zip(known, solved, strict=True):
            found.setdefault(each.setting, []).append(bool(outcome))
        most = {setting: float(np.mean(outcomes) >= 0.5) for setting, outcomes in found.items()}
        return Fitted(lambda asked: np.array([most.get(each.setting, np.nan) for each in asked]), "")

    return Rule("the other seeds of the same setting", fit)
