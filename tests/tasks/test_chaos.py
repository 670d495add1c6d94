"""Chaotic signals: integrated as other integrators do, and as hard to foretell as is said."""

import math

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp
from scipy.spatial import cKDTree

from rnn_playground.experiment.tasks import ChaosTask, LorenzTask, MackeyGlassTask
from rnn_playground.experiment.tasks.signals import mean_error
from rnn_playground.tasks import chaos, draw_batch

TASKS = [LorenzTask(), MackeyGlassTask()]
of_each = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.kind)


def lorenz_rate(_: float, state: np.ndarray) -> list[float]:
    x, y, z = state
    return [10 * (y - x), x * (28 - z) - y, x * y - 8 * z / 3]


@of_each
def test_the_target_is_the_next_value_of_a_window_of_a_trajectory(task: ChaosTask) -> None:
    batch = draw_batch(task, 6, 3, 1)
    assert torch.equal(batch.inputs[1:], batch.targets[:-1])
    assert batch.loss_mask.all()
    signals = chaos.trajectories(isinstance(task, LorenzTask), 3)
    for sample in range(6):
        ends = zip(*np.nonzero(signals == float(batch.targets[-1, sample, 0])), strict=True)
        windows = [signals[end - task.length : end, trajectory] for end, trajectory in ends]
        assert any(np.array_equal(window, batch.inputs[:, sample, 0].numpy()) for window in windows)


@of_each
def test_chance_is_the_variance_and_another_seed_has_other_trajectories(task: ChaosTask) -> None:
    first, second = (chaos.trajectories(isinstance(task, LorenzTask), seed) for seed in (0, 1))
    assert first.shape == (chaos.SAMPLES, chaos.TRAJECTORIES)
    assert not np.isin(first, second).any()
    assert (first.mean(), first.var()) == (pytest.approx(0.0, abs=1e-12), pytest.approx(task.facts().chance))
    targets = draw_batch(task, 2000, 0, 0).targets
    assert float(targets.square().mean()) == pytest.approx(1.0, abs=0.03)


def test_lorenz_goes_where_another_integrator_goes() -> None:
    start = np.random.default_rng(5).normal([0.0, 0.0, 25.0], 10.0)
    known = solve_ivp(lorenz_rate, (0.0, 1.0), start, method="DOP853", rtol=1e-12, atol=1e-12).y[:, -1]
    errors = []
    for steps in (50, 100, 200):
        state = start
        for _ in range(steps):
            state = chaos._runge_kutta(chaos._lorenz_rate, state, 1.0 / steps)
        errors.append(np.abs(state - known).max())
    assert errors[0] < 5e-3
    assert errors[1] < errors[0] / 10, "order 4"
    assert errors[2] < errors[1] / 10


def test_mackey_glass_goes_where_small_steps_go() -> None:
    found = chaos._mackey_glass(np.random.default_rng(5))[:8, 7]
    fine = 170  # steps of a tenth, of the method of Heun
    x = [float(np.random.default_rng(5).uniform(0.5, 1.3, chaos.TRAJECTORIES)[7])] * (fine + 1)

    def rate(now: float, past: float) -> float:
        return 0.2 * past / (1 + past**10) - 0.1 * now

    for _ in range(600):
        here = rate(x[-1], x[-1 - fine])
        there = rate(x[-1] + 0.1 * here, x[-fine])
        x.append(x[-1] + 0.05 * (here + there))
    times = [round(10 * (12 * sample - 35) * 0.5) for sample in range(3, 8)]  # index 35 ends the constant past
    known = [x[fine + time] for time in times]
    np.testing.assert_allclose(found[3:6], known[:3], atol=5e-6)
    np.testing.assert_allclose(found[6:], known[3:], atol=3e-4)  # the cubic does not know of the kink where it ended


def test_close_trajectories_part_by_e_every_time_unit_and_a_tenth() -> None:
    state = np.random.default_rng(0).normal([[0.0], [0.0], [25.0]], 10.0, (3, 400))
    grown = []
    for step in range(3000):
        state = chaos._runge_kutta(chaos._lorenz_rate, state, 0.02)
        if step % 50 == 49:
            apart = state[:, 200:] - state[:, :200]
            lengths = np.linalg.norm(apart, axis=0)
            if step > 500:
                grown.append(np.log(lengths / 1e-7).mean())
            state[:, 200:] = state[:, :200] + 1e-7 * apart / lengths
    assert np.mean(grown) == pytest.approx(0.906, abs=0.03)


def windows_of(task: ChaosTask, values: int, seed: int) -> np.ndarray:
    """Return stretches of one value more than ``values``, all that the trajectories of a seed have."""
    signals = chaos.trajectories(isinstance(task, LorenzTask), seed)
    return np.lib.stride_tricks.sliding_window_view(signals, values + 1, axis=0).reshape(-1, values + 1)


@of_each
def test_the_best_linear_prediction_errs_as_is_said(task: ChaosTask) -> None:
    said = task.linear_errors
    for values in (*range(1, len(said) + 1), 20):
        known, fresh = (windows_of(task, values, seed) for seed in (0, 1))
        weights = np.linalg.lstsq(known[:, :-1], known[:, -1], rcond=None)[0]
        error = float(np.mean((fresh[:, :-1] @ weights - fresh[:, -1]) ** 2))
        assert error == pytest.approx(said[min(values, len(said)) - 1], rel=0.04), values


@of_each
def test_the_best_prediction_of_all_errs_as_is_said(task: ChaosTask) -> None:
    """Next values scatter about as much among neighbours as among equals."""
    for values, said in enumerate((*task.best_errors, 0.0), 1):
        known = np.concatenate([windows_of(task, values, seed) for seed in range(3)])
        asked = np.random.default_rng(0).permutation(len(known))[:20_000]
        _, near = cKDTree(known[:, :-1]).query(known[asked, :-1], k=8)
        scatter = float(known[near, -1].var(axis=1, ddof=1).mean())
        assert scatter == pytest.approx(said, rel=0.05, abs=8e-4), values


@pytest.mark.parametrize("length", [4, 20, 60, 400])
@of_each
def test_solved_is_halfway_between_the_best_linear_prediction_and_the_best(task: ChaosTask, length: int) -> None:
    at = type(task)(length=length)
    facts = at.facts()

    def loss(errors: tuple[float, ...], sight: int) -> float:
        return float(np.mean([errors[min(step, sight, len(errors)) - 1] for step in range(1, length + 1)]))

    best, linear = loss(at.best_errors, length), loss(at.linear_errors, length)
    assert math.isclose(mean_error(at.best_errors, length), best)
    assert facts.solved.value == pytest.approx((best + linear) / 2, abs=1e-4)
    lag = facts.required_lag
    assert lag is not None
    assert loss(at.best_errors, lag + 1) <= facts.solved.value < loss(at.best_errors, lag)
    assert linear > facts.solved.value > best
