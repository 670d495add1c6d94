import json
from pathlib import Path

import numpy as np
import pytest

from rnn_playground.experiment.tasks import SineTask, SolvedCriterion, TaskFacts
from rnn_playground.training.solved import best_mean, moving_mean, solved_at

UP = SolvedCriterion("metric", ">=", 0.9, 3)
DOWN = SolvedCriterion("loss", "<=", 0.1, 2)


def log(**quantities: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array(values, dtype=np.float32) for name, values in quantities.items()}


def task(criterion: SolvedCriterion, **more: float | bool) -> TaskFacts:
    facts = {"chance": 1.0, "metric_chance": 0.5, "repeats": True, **more}
    return SineTask().facts()._replace(solved=criterion, **facts)


def test_the_update_counts_the_whole_window_that_holds() -> None:
    assert solved_at(log(metric=[0.9, 0.9, 0.9, 0.5, 0.9, 1.0, 1.0, 0.0]), task(UP), 1) == 7
    assert solved_at(log(loss=[0.2] * 5 + [0.05, 0.1]), task(DOWN), 1) == 7


@pytest.mark.parametrize("values", [[], [1.0, 1.0], [0.9, 0.9, 0.5, 0.9]])
def test_too_few_or_too_low_values_solve_nothing(values: list[float]) -> None:
    assert solved_at(log(metric=values), task(UP), 1) is None


def test_a_window_that_may_be_luck_solves_nothing_until_there_is_evidence() -> None:
    right = [1.0] * 200
    assert solved_at(log(metric=right), task(UP), 1) == 4
    wanted = [solved_at(log(metric=right), task(UP, repeats=False), sequences) for sequences in (1, 4, 32)]
    assert all(update is not None for update in wanted)
    assert 30 < wanted[0] < 60
    assert wanted[0] > wanted[1] > wanted[2] >= 10


def test_where_guessing_is_as_good_as_the_criterion_nothing_is_left_to_luck() -> None:
    assert solved_at(log(metric=[1.0] * 3), task(UP._replace(value=1.0), metric_chance=1.0, repeats=False), 1) == 3


def test_the_best_mean_is_on_the_criterions_side() -> None:
    assert best_mean(log(metric=[0.0, 0.3, 0.6, 0.9]), UP) == pytest.approx(0.6)
    assert best_mean(log(loss=[0.4, 0.2, 0.4]), DOWN) == pytest.approx(0.3)


def test_a_mean_over_more_values_than_there_are_is_over_all() -> None:
    np.testing.assert_allclose(moving_mean(np.array([1.0, 3.0]), 5), [2.0])


def test_an_explosion_is_forgotten_once_it_has_left_the_window() -> None:
    losses = log(loss=[0.5, 1e25, 0.5, 0.5, 0.5])
    assert solved_at(losses, task(DOWN), 1) is None
    assert best_mean(losses, DOWN) == pytest.approx(0.5)


def test_the_page_reads_the_same_update_from_the_same_log() -> None:
    cases = json.loads((Path(__file__).parents[1] / "golden" / "solved.json").read_text())
    assert sum(case["step"] is not None for case in cases) >= 6
    for case in cases:
        facts, sequences = dict(case["task"]), case["task"]["sequences"]
        criterion = SolvedCriterion(**facts["solved"])
        judged = task(
            criterion, chance=facts["chance"], metric_chance=facts["metric_chance"], repeats=sequences is None
        )
        expected = None if case["step"] is None else case["step"] + 1
        assert solved_at(log(**{criterion.quantity: case["values"]}), judged, sequences or 1) == expected
