"""The study of forecasts: a rule is judged by runs that it has not seen, and only one that knows something passes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest

from forecast.forecast_run import known_before, left_at
from forecast.held_out import elsewhere, out_of_fold, outcomes
from forecast.known import FEATURES, LONGEST, Flags, Known, Matrix, Record, half_life, record_of
from forecast.page import page
from forecast.rules import NEAR, Fitted, Rule, best_bound, constant, learned, logistic, reaches, same_setting, threshold
from forecast.score import clustered_wilson, effective_runs, score, wilson
from forecast.settings import RATES, SEEDS, TASKS, grid, name_of, presets
from forecast.study import study
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.cells import CELLS

NEED = 10.0


def network(task: str, cell: str, seed: int, reach: float) -> Known:
    numbers = (math.log10(reach / NEED), *(0.0,) * (len(FEATURES) - 1))
    return Known(task, cell, f"{task} {cell}", f"{task} {cell}", seed, reach, NEED, numbers)


def runs(solves: Callable[[Known, np.random.Generator], bool], seed: int = 0) -> list[Record]:
    """Return eight runs each of nine cells on ten tasks, whose reach is drawn."""
    stream = np.random.default_rng(seed)
    known = [
        network(f"task {task}", f"cell {cell}", number, float(stream.integers(1, 20)))
        for task in range(10)
        for cell in range(9)
        for number in range(8)
    ]
    return [Record(each, solves(each, stream)) for each in known]


def by_reach(known: Known, stream: np.random.Generator) -> bool:
    return known.reach >= known.need


def by_task(known: Known, stream: np.random.Generator) -> bool:
    return int(known.task.split()[1]) in {0, 3, 4, 7}


def by_coin(known: Known, stream: np.random.Generator) -> bool:
    return bool(stream.random() < 0.5)


def remembers(name: Callable[[Known], str]) -> Rule:
    """Return the rule that looks an outcome up under a name, and says that all others fail: it knows by heart."""

    def fit(known: Sequence[Known], solved: Flags) -> Fitted:
        found = {name(each): float(outcome) for each, outcome in zip(known, solved, strict=True)}
        return Fitted(lambda asked: np.array([found.get(name(each), 0.0) for each in asked]), "by heart")

    return Rule("by heart", fit)


def test_a_rule_that_knows_by_heart_is_right_where_it_was_fitted_and_does_not_pass() -> None:
    records = runs(by_task)
    rule = remembers(lambda known: known.task)
    said = elsewhere(rule, records, [record.known for record in records])
    assert (said == outcomes(records)).all()
    held_out = out_of_fold(rule, records, lambda known: known.task)
    assert (held_out == 0.0).all()
    found = study(records, records, (constant(), rule))
    assert found.tried[1].scores["another cell"].accuracy == 1.0
    assert not found.passing


def test_no_rule_is_fitted_to_what_it_is_asked_about() -> None:
    records, pairs = runs(by_coin), list[tuple[set[str], set[str]]]()

    def fit(known: Sequence[Known], solved: Flags) -> Fitted:
        seen = {each.cell for each in known}
        assert len(known) == len(solved) == 8 * 10 * 8

        def forecast(asked: Sequence[Known]) -> Matrix:
            pairs.append((seen, {each.cell for each in asked}))
            return np.zeros(len(asked))

        return Fitted(forecast, "")

    out_of_fold(Rule("spy", fit), records, lambda known: known.cell)
    assert len(pairs) == 9
    for seen, asked in pairs:
        assert len(asked) == 1
        assert not seen & asked
    assert set.union(*(asked for _, asked in pairs)) == {record.known.cell for record in records}


def test_what_is_said_stands_at_the_run_that_it_is_said_of() -> None:
    records = runs(by_reach)
    shuffled = [records[place] for place in np.random.default_rng(1).permutation(len(records))]
    said = out_of_fold(reaches(NEAR), shuffled, lambda known: known.task)
    assert said.tolist() == [float(record.known.reach >= NEED) for record in shuffled]


def test_the_rule_that_holds_passes() -> None:
    rules = (constant(), reaches(NEAR), threshold("lg reach/need"), threshold("gain"))
    found = study(runs(by_reach), runs(by_reach, seed=1), rules)
    assert [tried.name for tried in found.passing] == [NEAR, "a bound on lg reach/need"]
    assert all(score.accuracy == 1.0 for score in found.passing[0].scores.values())


def test_where_a_coin_decides_no_rule_passes() -> None:
    rules = (constant(), reaches(NEAR), threshold("lg reach/need"), learned("logistic", logistic, kinds=True))
    found = study(runs(by_coin), runs(by_coin, seed=1), rules)
    assert not found.passing
    assert found.ceiling.interval.low < 0.5 < found.ceiling.interval.high + 0.05


def test_what_other_seeds_did_is_the_ceiling_where_the_setting_decides() -> None:
    records = runs(by_task)
    assert study(records, records, (constant(),)).ceiling.accuracy == 1.0
    unknown = [network("another", "cell 0", 0, 5.0)]
    assert np.isnan(elsewhere(same_setting(), records, unknown)).all()


def test_a_rule_that_may_be_silent_is_judged_by_what_it_says() -> None:
    said = np.array([1.0, np.nan, 0.0, np.nan, 0.0])
    solved = np.array([True, True, False, False, True])
    found = score(said, np.zeros(5), solved, list("abcde"))
    assert (found.asked, found.made, found.constant) == (5, 3, 0.4)
    assert found.accuracy == pytest.approx(2 / 3)
    assert found.balanced == pytest.approx((0.5 + 1.0) / 2)
    silent = score(np.full(5, np.nan), np.zeros(5), solved, list("abcde"))
    assert silent.made == 0
    assert not silent.passes


@pytest.mark.parametrize(
    ("right", "solved", "passes"),
    [
        (169, 100, False),  # of 200: 84.5 %
        (172, 100, True),  # 86 %, its interval from 80.5 % on, against 50 %
        (172, 36, False),  # 86 % against 82 %: no better than saying "fails" by its interval
    ],
)
def test_a_rule_has_to_be_right_often_and_better_than_the_constant_one(right: int, solved: int, passes: bool) -> None:
    truth = np.arange(200) < solved
    said = np.where(np.arange(200) < right, truth, ~truth).astype(float)
    found = score(said, np.zeros(200), truth, [str(place) for place in range(200)])
    assert found.accuracy == right / 200
    assert found.passes == passes


@pytest.mark.parametrize(("right", "total"), [(0, 9), (17, 20), (850, 1000), (30, 30)])
def test_the_interval_is_wilsons(right: int, total: int) -> None:
    expected = binomtest(right, total).proportion_ci(method="wilson")
    assert wilson(right / total, total) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_seeds_that_agree_count_as_one_run() -> None:
    """Of k equal clusters, in each of which all agree, Var p is p (1 − p) / (k − 1), whatever their size."""
    per_cluster = np.array([True] * 14 + [False] * 6)
    alone = effective_runs(per_cluster, [str(place) for place in range(20)])
    together = effective_runs(np.repeat(per_cluster, 8), [str(place // 8) for place in range(160)])
    assert alone == pytest.approx(19.0)
    assert together == pytest.approx(19.0)
    assert effective_runs(np.ones(160, dtype=bool), [str(place // 8) for place in range(160)]) == 20.0


def test_clusters_that_are_all_alike_give_no_more_than_the_runs() -> None:
    right = np.tile([True, True, True, False], 10)
    assert effective_runs(right, [str(place // 4) for place in range(40)]) == 40.0


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """60 clusters of 8 runs, each with its own chance, uniform around 0.7: 95 % of the intervals hold 0.7."""
    stream, held, tries = np.random.default_rng(0), 0, 400
    clusters = [str(place // 8) for place in range(480)]
    for _ in range(tries):
        right = stream.random(480) < np.repeat(stream.uniform(0.4, 1.0, 60), 8)
        interval = clustered_wilson(right, clusters)
        held += interval.low <= 0.7 <= interval.high
    assert binomtest(held, tries, 0.95).pvalue > 0.001


@pytest.mark.parametrize("seed", range(5))
def test_the_best_bound_is_that_of_all_bounds(seed: int) -> None:
    stream = np.random.default_rng(seed)
    values, solved = stream.integers(0, 6, 30).astype(float), stream.random(30) < 0.5
    bound, upward = best_bound(values, solved)
    most = max(
        int(((values >= edge) == (solved == side)).sum())
        for edge in (*(values + 0.5), -np.inf)
        for side in (True, False)
    )
    assert int(((values >= bound) == (solved == upward)).sum()) == most


def test_what_is_left_at_the_lag() -> None:
    norms = np.array([0.5**lag for lag in range(9, 0, -1)] + [0.0])
    assert left_at(norms, 1) == 1.0
    assert left_at(norms, 4) == pytest.approx(0.5**3)
    assert left_at(norms, 50) == pytest.approx(0.5**8)
    assert left_at(np.zeros(10), 4) == 0.0
    assert left_at(np.array([np.nan, 1.0]), 1) is None


def test_half_lives() -> None:
    assert half_life(0.5) == pytest.approx(1.0)
    assert half_life(1.0) == half_life(1.2) == LONGEST


def test_nothing_is_known_of_the_first_update() -> None:
    """Were one made before the look, the rate of learning would show."""

    def looked_at(rate: float) -> dict[str, Any]:
        lane = {"cell": {"kind": "rnn", "hidden_size": 4}, "optimizer": {"kind": "sgd", "learning_rate": rate}}
        task = {"kind": "echo", "length": 12, "lag": 5}
        found = known_before(Experiment.model_validate({"task": task, "lanes": [lane], "steps": 5, "batch_size": 2}))
        assert found.pop("rate") == rate
        return found

    found = looked_at(0.001)
    assert found == looked_at(10.0)
    assert found["need"] == 5
    assert 0.0 < found["left"] < 1.0


def test_every_cell_is_tried_with_eight_seeds_on_three_kinds_of_tasks_or_more() -> None:
    chosen = grid()
    assert len({run.key() for run in chosen}) == len(chosen)
    assert {cell.model_fields["kind"].default for cell in CELLS} - set(RATES) == {"formula"}
    for cell in RATES:
        assert len({run.experiment.task.kind for run in chosen if run.network == cell}) >= 3
    for trained in (chosen, presets()):
        assert set(Counter((run.group, run.network) for run in trained).values()) == {SEEDS}
        assert all(run.experiment.task.facts().required_lag is not None for run in trained)
        assert all(len(run.experiment.lanes) == 1 for run in trained)


def made_up(solves: Callable[[int, int], bool]) -> list[dict[str, Any]]:
    """Return outcomes of the whole grid, without training: ``solves`` has reach and need."""
    stream, found = np.random.default_rng(0), []
    for run in grid():
        facts, reach = run.experiment.task.facts(), int(stream.integers(0, 30))
        need = facts.required_lag or 0
        found.append(
            {"group": run.group, "network": run.network, "task": facts.kind, "cell": run.network, "need": need}
            | {"length": facts.sequence_length, "reach": float(reach), "gain": None, "left": 0.5, "gap": 0.5}
            | {"parameters": 100, "rate": 0.01, "seed": run.experiment.weight_seed, "kernel": "fused", "seconds": 60.0}
            | {"solved_at": 7 if solves(reach, need) else None}
        )
    return found


def written(solves: Callable[[int, int], bool]) -> str:
    trained = made_up(solves)
    records = [record_of(outcome, preset=False) for outcome in trained]
    return page(trained, trained[:80], study(records, records[:80], (constant(), reaches(NEAR))))


def test_the_page_tells_which_rules_pass() -> None:
    text = written(lambda reach, need: reach >= need)
    assert "**These pass.**\n*reach ≥ need*: 100 % (another task)" in text
    assert all(f"`{name_of(task)}`" in text for task in TASKS)


def test_the_page_tells_that_none_passes() -> None:
    coin = np.random.default_rng(3)
    text = written(lambda reach, need: bool(coin.random() < 0.5))
    assert "**No rule passes, so the page foretells nothing.**" in text
    assert "**yes**" not in text
