import pytest
import torch

from rnn_playground.diagnostics.memory_horizon import memory_horizon


def horizon(profile: list[float], last: int | None = None) -> int:
    return memory_horizon(torch.tensor(profile, dtype=torch.float64), len(profile) - 1 if last is None else last)


def test_a_geometric_profile_is_felt_down_to_one_percent() -> None:
    assert horizon([0.5 ** (9 - t) for t in range(10)]) == 6  # 0.5⁶ ≥ 0.01 > 0.5⁷


def test_the_threshold_itself_is_felt() -> None:
    assert horizon([0.009, 0.01, 1.0]) == 1


def test_the_largest_lag_counts_even_behind_a_gap() -> None:
    assert horizon([0.5, 0.001, 0.001, 1.0]) == 3


def test_a_flat_profile_reaches_to_the_beginning() -> None:
    assert horizon([2.0, 2.0, 2.0]) == 2


def test_no_gradient_no_horizon() -> None:
    assert horizon([0.0, 0.0, 0.0]) == 0


def test_it_is_counted_from_the_last_scored_step() -> None:
    assert horizon([0.001, 0.5, 1.0, 0.0, 0.0], last=2) == 1
    assert horizon([float("nan")] * 3) == 0


def test_the_horizon_of_a_slow_context_is_longer_than_its_time_constant() -> None:
    assert horizon([0.95 ** (199 - t) for t in range(200)]) == 89  # ln 100 / −ln 0.95 = 89.8
    assert pytest.approx(20) == 1 / (1 - 0.95)
