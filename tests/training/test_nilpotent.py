"""The preset whose eigenvalues are 0 and whose gradient doubles, as a frame shows it."""

import numpy as np
import pytest

from rnn_playground.experiment.presets import nilpotent
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer

PANELS = ("spectrum", "jacobian", "step_spectrum")


@pytest.fixture(scope="module")
def frame() -> Frame:
    trainer = Trainer(nilpotent().experiment)
    for _ in range(3):
        trainer.advance()
    return Frame.decode(trainer.frame(Watch(panels=PANELS)).encode())


@pytest.mark.parametrize("lane", [0, 1])
def test_the_eigenvalues_of_its_matrix_are_0_and_its_largest_stretch_is_16(lane: int, frame: Frame) -> None:
    assert np.abs(frame[f"{lane}/recurrent_eigenvalues"]).max() < 1e-6
    assert frame[f"{lane}/spectral_norm"][0] == pytest.approx(16.0)
    assert frame[f"{lane}/non_normality"][0] == pytest.approx(16.0)


def test_the_tanh_network_stands_on_its_fixed_point_from_the_first_step_on(frame: Frame) -> None:
    states = frame["0/hidden_state"][0]
    np.testing.assert_allclose(states, [[0.0, 0.5]] * len(states), atol=2e-7)


def test_its_product_of_jacobians_doubles_at_every_step(frame: Frame) -> None:
    largest = frame["0/jacobian_singular_values"][0, :, 0].astype(np.float64)
    np.testing.assert_allclose(largest[-2::-1], [14.142, 28.284, 56.569, 113.137, 226.274, 452.548, 905.097], rtol=1e-4)
    np.testing.assert_allclose(largest[:-2] / largest[1:-1], 2.0, rtol=1e-6)
    np.testing.assert_allclose(frame["0/step_eigenvalues"][0, :, :, 0].max(axis=1), 2.0, rtol=1e-6)


def test_its_gradient_doubles_at_every_step(frame: Frame) -> None:
    profile = frame["0/hidden_gradient_norm"][0].astype(np.float64)
    np.testing.assert_allclose(profile[:-1] / profile[1:], 2.0, rtol=1e-6)
    assert frame["0/gain_per_step"][0] == pytest.approx(2.0, rel=1e-6)
    assert frame["0/half_life"][0] == pytest.approx(1.0, rel=2e-6)


def test_the_gradient_of_the_linear_network_with_the_same_matrix_is_gone_after_one_step(frame: Frame) -> None:
    profile = frame["1/hidden_gradient_norm"][0]
    assert profile[-1] == pytest.approx(frame["0/hidden_gradient_norm"][0, -1], rel=1e-6)
    assert (profile[:-1] < 1e-8 * profile[-1]).all()
    assert (frame["1/jacobian_singular_values"][0, :-2] < 1e-12).all()
