import math

import pytest
import torch

from rnn_playground.diagnostics.decay import memory_horizon


def horizon(before: list[float]) -> float:
    """Of ‖λ_0‖ … ‖λ_{T−1}‖, the loss made at step T."""
    return memory_horizon(torch.tensor([*before, 0.0, 0.0], dtype=torch.float64), len(before))


@pytest.mark.parametrize("gain", [0.5, 0.8, 0.95])
def test_a_geometric_profile_is_felt_down_to_one_percent(gain: float) -> None:
    felt = math.floor(math.log(100) / -math.log(gain))  # steps back from T − 1
    assert horizon([gain ** (199 - t) for t in range(200)]) == felt + 1


def test_the_threshold_itself_is_felt() -> None:
    assert horizon([0.009, 0.01, 1.0]) == 2


def test_the_largest_lag_counts_even_behind_a_gap() -> None:
    assert horizon([0.5, 0.001, 0.001, 1.0]) == 4


def test_a_flat_profile_reaches_to_the_beginning() -> None:
    assert horizon([2.0, 2.0, 2.0]) == 3


def test_no_gradient_no_horizon() -> None:
    assert horizon([0.0, 0.0, 0.0]) == 0
    assert horizon([1.0, 1.0, 0.0]) == 0
    assert horizon([]) == 0
    assert math.isnan(horizon([1.0, float("nan"), 2.0]))
    assert math.isnan(horizon([float("inf"), 1.0, 2.0]))


def test_the_horizon_of_a_slow_context_is_longer_than_its_time_constant() -> None:
    assert horizon([0.95 ** (199 - t) for t in range(200)]) == 90  # 89 steps back from T − 1: ln 100 / −ln 0.95 = 89.8
    assert pytest.approx(20) == 1 / (1 - 0.95)
