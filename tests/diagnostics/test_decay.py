import math

import numpy as np
import pytest
import torch

from rnn_playground.diagnostics.decay import decay


def geometric(gain: float, length: int = 40) -> torch.Tensor:
    """The norms of a loss at step ``length``, of a state that is multiplied by ``gain`` in each step back."""
    norms = 3.7 * gain ** torch.arange(length, -1, -1, dtype=torch.float64)
    norms[-1] = 0.0
    return norms


@pytest.mark.parametrize("gain", [0.5, 0.9, 0.999, 1.05, 2.0])
def test_a_geometric_profile_gives_its_ratio_and_half_life(gain: float) -> None:
    found = decay(geometric(gain))
    assert found.gain_per_step == pytest.approx(gain, rel=1e-12)
    assert found.half_life == pytest.approx(abs(math.log(2) / math.log(gain)), rel=1e-10)
    assert found.explained == pytest.approx(1.0)
    assert found.steps == 40


def test_a_flat_profile_never_halves() -> None:
    assert decay(torch.full((9,), 0.3)) == (1.0, math.inf, 1.0, 9)
    assert decay(torch.full((9,), 0.3) + 1e-8 * torch.arange(9)).half_life == math.inf


def test_steps_without_gradient_and_steps_below_the_floor_do_not_count() -> None:
    norms = geometric(0.8, 500)
    norms[[450, 470]] = 0.0
    found = decay(norms)
    assert found.gain_per_step == pytest.approx(0.8, rel=1e-12)
    assert found.steps == int((norms > 1e-37).sum())
    frozen = torch.clamp(norms, min=2.8e-45)
    frozen[[450, 470, 500]] = 0.0
    assert decay(frozen) == found


def test_it_is_the_least_squares_line_of_numpy_and_its_coefficient_of_determination() -> None:
    norms = torch.from_numpy(np.random.default_rng(0).lognormal(sigma=0.3, size=25) * 0.8 ** np.arange(25, 0, -1))
    logarithms = np.log(norms.numpy())
    slope, constant = np.polyfit(np.arange(25), logarithms, 1)
    left = logarithms - slope * np.arange(25) - constant
    found = decay(norms)
    assert found.gain_per_step == pytest.approx(math.exp(-slope), rel=1e-10)
    assert found.explained == pytest.approx(1.0 - (left @ left) / 25 / np.var(logarithms), rel=1e-9)


def test_a_network_on_the_edge_has_a_rate_although_there_is_nothing_to_explain() -> None:
    found = decay(torch.from_numpy(np.random.default_rng(0).lognormal(sigma=0.2, size=50)))
    assert found.explained < 0.2
    assert found.gain_per_step == pytest.approx(1.0, abs=0.01)


def test_a_line_that_explains_nothing_is_no_rate() -> None:
    found = decay(torch.from_numpy(np.random.default_rng(0).lognormal(size=25)))
    assert found.explained < 0.5
    assert np.isnan(found[:2]).all()
    assert found.steps == 25


@pytest.mark.parametrize(
    "profile", [[0.0] * 7, [0.0, 0.0, 1.0], [1.0, 2.0, 4.0, 8.0, 0.0], [math.inf, *[1.0] * 9], [math.nan, *[1.0] * 9]]
)
def test_fewer_than_five_steps_have_no_rate_nor_have_numbers_that_are_none(profile: list[float]) -> None:
    found = decay(torch.tensor(profile))
    assert np.isnan(found[:3]).all()
    assert found.steps == (sum(value > 0 for value in profile) if np.isfinite(profile).all() else 0)
