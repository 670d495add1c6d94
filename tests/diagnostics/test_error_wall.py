import math

import numpy as np
import pytest
import torch

from rnn_playground.cells.activations import ACTIVATIONS
from rnn_playground.diagnostics.error_wall import error_wall
from rnn_playground.experiment.activations import ActivationKind

KINDS: list[ActivationKind] = list(ACTIVATIONS)


STEPS, TARGET, START = 9, 0.6, 0.45


def naive_error(kind: ActivationKind, weight: float, bias: float) -> tuple:
    function = ACTIVATIONS[kind].function
    parameters = torch.tensor([weight, bias], dtype=torch.float64, requires_grad=True)
    state = torch.tensor(START, dtype=torch.float64)
    for _ in range(STEPS):
        state = parameters[0] * function(state) + parameters[1]
    error = (function(state) - TARGET) ** 2
    error.backward()
    return float(error.detach()), parameters.grad.numpy()


@pytest.mark.parametrize("kind", KINDS)
def test_the_wall_is_that_of_a_plain_loop_and_its_gradient_that_of_autograd(kind: ActivationKind) -> None:
    seen = error_wall(kind, points=7, steps=STEPS, target=TARGET, start=START)
    assert seen.wall.shape == (7, 7)
    assert seen.gradient.shape == (7, 7, 2)
    for row, weight in enumerate(seen.weight_axis):
        for column, bias in enumerate(seen.bias_axis):
            error, gradient = naive_error(kind, float(weight), float(bias))
            assert seen.wall[row, column] == pytest.approx(error, rel=1e-9, abs=1e-14)
            np.testing.assert_allclose(seen.gradient[row, column], gradient, rtol=1e-7, atol=1e-12)


def test_there_is_a_wall_in_the_sigmoid_plane() -> None:
    seen = error_wall("sigmoid")
    steepness = np.linalg.norm(seen.gradient, axis=-1)
    assert steepness.max() > 100 * np.median(steepness)
    assert seen.wall.min() < 1e-3


def test_an_unstable_unit_gives_large_errors_without_a_warning() -> None:
    seen = error_wall("identity", steps=5000)
    assert math.isinf(seen.wall.max())
