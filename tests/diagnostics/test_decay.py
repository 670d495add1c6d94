import math

import numpy as np
import pytest
import torch

from rnn_playground.diagnostics.decay import decay


def geometric(gain: float, length: int = 40) -> torch.Tensor:
    return 3.7 * gain ** torch.arange(length - 1, -1, -1, dtype=torch.float64)


@pytest.mark.parametrize("gain", [0.5, 0.9, 0.999, 1.05, 2.0])
def test_a_geometric_profile_gives_its_ratio_and_half_life(gain: float) -> None:
    found = decay(geometric(gain), 39)
    assert found.gain_per_step == pytest.approx(gain, rel=1e-12)
    assert found.half_life == pytest.approx(abs(math.log(2) / math.log(gain)), rel=1e-10)


def test_a_flat_profile_never_halves() -> None:
    assert decay(torch.full((9,), 0.3), 8) == (1.0, math.inf)
    assert decay(torch.full((9,), 0.3) + 1e-8 * torch.arange(9), 8).half_life == math.inf


def test_steps_behind_the_last_scored_one_and_steps_without_gradient_do_not_count() -> None:
    profile = geometric(0.8)
    profile[30:] = 0.0
    profile[[3, 11]] = 0.0
    profile[35:] = 99.0
    assert decay(profile, 34).gain_per_step == pytest.approx(0.8, rel=1e-12)


def test_it_is_the_least_squares_line_of_numpy() -> None:
    profile = torch.from_numpy(np.random.default_rng(0).lognormal(size=25))
    slope = np.polyfit(np.arange(25), np.log(profile.numpy()), 1)[0]
    assert decay(profile, 24).gain_per_step == pytest.approx(math.exp(-slope), rel=1e-10)


@pytest.mark.parametrize("profile", [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [math.inf, 1.0, math.nan]])
def test_one_step_has_no_rate(profile: list[float]) -> None:
    found = decay(torch.tensor(profile), 2)
    assert math.isnan(found.gain_per_step)
    assert math.isnan(found.half_life)
