import math

import numpy as np
import pytest
import torch

from rnn_playground.diagnostics.lyapunov import lyapunov_exponents


def test_the_first_is_the_growth_of_a_random_direction_and_their_sum_that_of_the_volume() -> None:
    jacobians = torch.from_numpy(np.random.default_rng(0).standard_normal((400, 4, 4)) / 2)
    seen = lyapunov_exponents(jacobians)
    volume = np.linalg.slogdet(jacobians.numpy())[1].mean()
    direction, growth = np.ones(4) / 2, 0.0
    for jacobian in jacobians.numpy():
        direction = jacobian @ direction
        growth += math.log(np.linalg.norm(direction)) / len(jacobians)
        direction /= np.linalg.norm(direction)
    assert float(seen.sum()) == pytest.approx(volume, rel=1e-12)
    assert float(seen[0]) == pytest.approx(growth, abs=0.02)
    assert (seen[:-1] >= seen[1:]).all()


@pytest.mark.parametrize("off", [1, 3])
def test_a_direction_that_units_take_away_once_is_lost_for_good(off: int) -> None:
    jacobians = torch.from_numpy(np.repeat(np.random.default_rng(1).standard_normal((1, 6, 6)) / 3, 20, axis=0))
    whole = lyapunov_exponents(jacobians)
    assert torch.isfinite(whole).all()
    jacobians[10, :off] = 0.0
    seen = lyapunov_exponents(jacobians)
    assert torch.isfinite(seen[: 6 - off]).all()
    assert torch.equal(seen[6 - off :], torch.full((off,), -torch.inf, dtype=torch.float64))


def test_small_is_not_lost() -> None:
    rates = torch.tensor([0.5, 1e-12, 1e-30], dtype=torch.float64)
    seen = lyapunov_exponents(torch.diag(rates).repeat(7, 1, 1))
    torch.testing.assert_close(seen, rates.log(), rtol=1e-14, atol=0.0)


def test_what_is_not_finite_has_no_rate() -> None:
    jacobians = torch.eye(2, dtype=torch.float64).repeat(3, 1, 1)
    jacobians[1, 0, 0] = torch.inf
    assert lyapunov_exponents(jacobians).isnan().all()


def test_a_nilpotent_matrix_loses_every_direction() -> None:
    nilpotent = torch.tensor([[8.0, 8.0], [-8.0, -8.0]], dtype=torch.float64)
    assert (lyapunov_exponents(nilpotent.repeat(5, 1, 1)) == -torch.inf).all()
