"""When a task counts as solved. Evidence holds at every update at once: no better is rarely taken for better."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pytest

from rnn_playground import Experiment
from rnn_playground.experiment.tasks import AddingTask, EmbeddedReberTask, SineTask, SolvedCriterion, TaskFacts
from rnn_playground.kernels.load import load_kernels
from rnn_playground.tasks.grammars import draw_embedded_reber
from rnn_playground.tasks.synthetic import draw_adding
from rnn_playground.training.solved import (
    EARLY,
    ENOUGH,
    MARGIN,
    STAKES,
    CriterionWatch,
    Evidence,
    best_figure,
    best_mean,
    moving_mean,
    solved_at,
)
from rnn_playground.training.trainer import Trainer

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


UPDATES = 2000
RANDOM = ("adding", "associative_recall", "brackets", "copy", "digits", "echo", "embedded_reber", "flip_flop",
          "lorenz", "mackey_glass", "parity", "reber", "selective_copy", "seq2seq_reverse", "sine", "temporal_order",
          "text", "word_problem")  # fmt: skip


def enough_at(figures: Iterable[float], level: float, sequences: float) -> int | None:
    """Return the place of the figure with which there is enough evidence that they lie below ``level``; else None."""
    evidence = Evidence(level, sequences)
    for place, figure in enumerate(figures):
        evidence.add(figure)
        if evidence.grown >= ENOUGH:
            return place
    return None


def ever_met(figures: Iterable[float], task: TaskFacts, batch_size: int) -> bool:
    watch = CriterionWatch(task, batch_size)
    for figure in figures:
        watch.add(figure)
        if watch.is_met:
            return True
    return False


def gaussian_errors(stream: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Squared Gaussian errors of mean 1: the most scattered figures that the cap allows for."""
    return np.asarray(stream.standard_normal(shape) ** 2)


def coins(stream: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return np.asarray(2.0 * stream.integers(0, 2, shape))


def always_one(stream: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """What an answer of 1 costs in the adding problem, of what guessing costs."""
    return np.asarray(6.0 * (stream.random(shape) + stream.random(shape) - 1.0) ** 2)


def test_the_bets_are_the_weighted_sum_over_all_beginnings() -> None:
    figures = np.random.default_rng(0).uniform(0.0, 3.0, 40)
    cap = 1.0 + 4.0 / math.sqrt(4)
    factors = [1.0 + stake / (cap - MARGIN) * (MARGIN - np.minimum(figures / 1.5, cap)) for stake in STAKES]
    evidence = Evidence(1.5, 4)
    for count, figure in enumerate(figures, start=1):
        evidence.add(figure)
        expected = sum(
            (EARLY / (begun + EARLY) - EARLY / (begun + 1 + EARLY)) / len(STAKES) * np.prod(factor[begun:count])
            for factor in factors
            for begun in range(count)
        )
        assert evidence.grown == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("draw", [gaussian_errors, coins, always_one])
@pytest.mark.parametrize("sequences", [1, 4, 32])
def test_no_bet_expects_to_win_from_who_does_no_better_than_the_level(draw, sequences) -> None:
    cap = 1.0 + 4.0 / math.sqrt(sequences)
    figures = draw(np.random.default_rng(1), (400_000 // sequences, sequences)).mean(axis=1)
    shown = np.minimum(figures, cap)
    assert shown.mean() + 4.0 * shown.std() / math.sqrt(len(shown)) > MARGIN


@pytest.mark.parametrize(("sequences", "runs"), [(1, 60), (4, 40), (32, 20)])
@pytest.mark.parametrize("draw", [gaussian_errors, coins, always_one])
def test_luck_is_not_taken_for_evidence(draw, sequences, runs) -> None:
    stream = np.random.default_rng([2, sequences])
    figures = draw(stream, (runs, UPDATES, sequences)).mean(axis=2)
    assert sum(enough_at(run.tolist(), 1.0, sequences) is not None for run in figures) <= 1


def test_what_is_better_is_noticed_soon_and_after_thousands_of_updates_nearly_as_soon() -> None:
    for sequences, soon in ((1, 70), (32, 25), (math.inf, 5)):
        assert enough_at([0.3] * 200, 1.0, sequences) < soon
        late = enough_at([1.0] * 3000 + [0.3] * 200, 1.0, sequences)
        assert late is not None
        assert late - 3000 < 2 * soon


def test_no_number_speaks_for_the_lane() -> None:
    for figure in (math.nan, math.inf):
        assert enough_at([figure] * 500, 1.0, 32) is None
    assert enough_at([*[math.nan] * 5, *[0.1] * 50], 1.0, 32) is not None


@pytest.mark.parametrize("batch_size", [1, 4, 32])
def test_the_answer_one_never_leaves_chance_at_adding(batch_size: int) -> None:
    task = AddingTask(length=10)
    flagged = 0
    for seed in range(20):
        sums = draw_adding(task, UPDATES * batch_size, np.random.default_rng(seed)).targets[-1, :, 0].numpy()
        losses = ((sums - 1.0) ** 2).reshape(UPDATES, batch_size).mean(axis=1).astype(np.float32)
        flagged += enough_at(losses.tolist(), task.facts().chance, batch_size) is not None
        flagged += ever_met(losses.tolist(), task.facts(), batch_size)
    assert flagged == 0


@pytest.mark.parametrize("batch_size", [1, 4, 32])
def test_a_coin_does_not_solve_embedded_reber(batch_size: int) -> None:
    task, lucky = EmbeddedReberTask(length=12), 0
    for seed in range(20):
        batch = draw_embedded_reber(task, UPDATES * batch_size, np.random.default_rng(seed))
        assert batch.metric_mask is not None
        decisions = batch.targets.T[batch.metric_mask.T].numpy()
        right = (decisions == decisions.min()).reshape(UPDATES, batch_size).mean(axis=1).astype(np.float32)
        lucky += np.lib.stride_tricks.sliding_window_view(right, 10).mean(axis=1).max() >= 0.95
        assert not ever_met(right.tolist(), task.facts(), batch_size)
    assert lucky >= 10 or batch_size > 1, "ten right ones in a row do come"


@pytest.mark.long
@pytest.mark.parametrize("sequences", [1, 4, 32])
@pytest.mark.parametrize("draw", [gaussian_errors, coins, always_one])
def test_of_a_thousand_runs_at_the_level_ten_at_the_most_are_flagged(draw, sequences) -> None:
    flagged = 0
    for seed in range(1000):
        figures = draw(np.random.default_rng([seed, sequences]), (UPDATES, sequences)).mean(axis=1)
        flagged += enough_at(figures.tolist(), 1.0, sequences) is not None
    assert flagged <= 10


@pytest.mark.long
@pytest.mark.parametrize("kind", RANDOM)
def test_a_network_that_is_not_trained_is_not_flagged(kind: str) -> None:
    for batch_size in (1, 4, 32):
        document = {
            "task": {"kind": kind},
            "lanes": [{"cell": {"kind": "rnn", "hidden_size": 4}, "optimizer": {"kind": "sgd", "learning_rate": 1e-6}}],
            "batch_size": batch_size,
            "steps": 600,
        }
        experiment = Experiment.model_validate(document)
        trainer = Trainer(experiment, kernels=load_kernels())
        while trainer.advance_by(experiment.steps):
            pass
        log, facts = trainer.scalars.since(0, -1, limit=experiment.steps), experiment.task.facts()
        assert enough_at(log["loss"].tolist(), facts.chance, batch_size) is None
        assert not ever_met(log[facts.solved.quantity].tolist(), facts, batch_size)
