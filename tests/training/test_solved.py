import math

import numpy as np
import pytest

from rnn_playground.experiment.tasks import SineTask, SolvedCriterion, TaskFacts
from rnn_playground.training.solved import CriterionWatch, best_figure, best_mean, moving_mean, solved_at

UP = SolvedCriterion("metric", ">=", 0.9, 3)
DOWN = SolvedCriterion("loss", "<=", 0.1, 2)


def log(**quantities: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array(values, dtype=np.float32) for name, values in quantities.items()}


def task(criterion: SolvedCriterion, **more: float | bool) -> TaskFacts:
    facts = {"chance": 1.0, "metric_chance": 0.5, "repeats": True, **more}
    return SineTask().facts()._replace(solved=criterion, **facts)


def met_after(values: list[float], facts: TaskFacts, batch_size: int = 1) -> int | None:
    """Return after how many figures the watch says that the criterion is met."""
    watch = CriterionWatch(facts, batch_size)
    for count, value in enumerate(values, start=1):
        watch.add(value)
        if watch.is_met:
            return count
    return None


def test_solved_is_the_first_validation_that_meets_the_criterion() -> None:
    validations = {"validation_steps": np.array([15, 31, 47, 63])}
    accuracies = log(validation_loss=[0.0] * 4, validation_metric=[0.5, 0.8, 0.9, 0.2])
    assert solved_at({**validations, **accuracies}, task(UP)) == 47
    assert solved_at({**validations, **log(validation_loss=[0.2, 0.1, 0.3, 0.0])}, task(DOWN)) == 31
    assert solved_at({**validations, **log(validation_metric=[0.5, math.nan, 0.8, 0.8])}, task(UP)) is None


def test_without_a_validation_nothing_is_solved() -> None:
    assert solved_at(log(metric=[1.0] * 100), task(UP)) is None


def test_the_whole_window_has_to_hold_in_training() -> None:
    assert met_after([0.9, 0.9, 0.9, 0.5, 0.9, 1.0, 1.0, 0.0], task(UP)) == 7
    assert met_after([0.2] * 5 + [0.05, 0.1], task(DOWN)) == 7


@pytest.mark.parametrize("values", [[], [1.0, 1.0], [0.9, 0.9, 0.5, 0.9]])
def test_too_few_or_too_low_values_meet_nothing(values: list[float]) -> None:
    assert met_after(values, task(UP)) is None


def test_a_window_that_may_be_luck_meets_nothing_until_there_is_evidence() -> None:
    right = [1.0] * 200
    assert met_after(right, task(UP)) == 4
    wanted = [met_after(right, task(UP, repeats=False), sequences) for sequences in (1, 4, 32)]
    assert all(update is not None for update in wanted)
    assert 30 < wanted[0] < 60
    assert wanted[0] > wanted[1] > wanted[2] >= 10


def test_where_guessing_is_as_good_as_the_criterion_nothing_is_left_to_luck() -> None:
    assert met_after([1.0] * 3, task(UP._replace(value=1.0), metric_chance=1.0, repeats=False)) == 3


def test_a_criterion_that_no_longer_holds_is_not_met() -> None:
    watch = CriterionWatch(task(UP), 1)
    for value in [1.0] * 20:
        watch.add(value)
    assert watch.is_met
    watch.add(0.5)
    assert not watch.is_met


@pytest.mark.parametrize("criterion", [UP, DOWN])
def test_a_watch_goes_on_from_its_state(criterion: SolvedCriterion) -> None:
    figures = np.random.default_rng(0).uniform(0.0, 1.0, 60).tolist()
    whole = CriterionWatch(task(criterion, repeats=False), 2)
    for place, figure in enumerate(figures):
        resumed = CriterionWatch(task(criterion, repeats=False), 2)
        resumed.resume(whole.state)
        assert resumed.state == whole.state, place
        whole.add(figure)
        resumed.add(figure)
        assert (resumed.state, resumed.is_met) == (whole.state, whole.is_met)


def test_the_best_mean_is_on_the_criterions_side() -> None:
    assert best_mean(log(metric=[0.0, 0.3, 0.6, 0.9]), UP) == pytest.approx(0.6)
    assert best_mean(log(loss=[0.4, 0.2, 0.4]), DOWN) == pytest.approx(0.3)


def test_the_best_figure_of_what_is_kept_back_is_a_validation() -> None:
    kept = {"metric": [1.0] * 9, "validation_loss": [1.0, 2.0], "validation_metric": [0.5, 0.25]}
    assert best_figure(log(**kept), task(UP, held_out=10)) == 0.5
    assert best_figure(log(**kept), task(UP)) == 1.0
    assert math.isnan(best_figure(log(metric=[1.0]), task(UP, held_out=10)))


def test_a_mean_over_more_values_than_there_are_is_over_all() -> None:
    np.testing.assert_allclose(moving_mean(np.array([1.0, 3.0]), 5), [2.0])


def test_an_explosion_is_forgotten_once_it_has_left_the_window() -> None:
    losses = [0.5, 1e25, 0.5, 0.5, 0.5]
    assert met_after(losses, task(DOWN)) is None
    assert met_after([*losses, *[0.05] * 20], task(DOWN)) is not None
    assert best_mean(log(loss=losses), DOWN) == pytest.approx(0.5)
