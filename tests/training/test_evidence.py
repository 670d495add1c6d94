"""The evidence holds at every update at once: who does no better than the level is rarely taken for better."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pytest

from rnn_playground import Experiment
from rnn_playground.experiment.tasks import AddingTask, EmbeddedReberTask, TaskFacts
from rnn_playground.kernels.load import load_kernels
from rnn_playground.tasks.grammars import draw_embedded_reber
from rnn_playground.tasks.synthetic import draw_adding
from rnn_playground.training.solved import EARLY, ENOUGH, MARGIN, STAKES, CriterionWatch, Evidence
from rnn_playground.training.trainer import Trainer

UPDATES = 2000
RANDOM = ("adding", "brackets", "copy", "digits", "echo", "embedded_reber", "parity", "reber", "seq2seq_reverse",
          "sine", "temporal_order", "text")  # fmt: skip


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
