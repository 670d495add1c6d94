"""The gain per step back of four activations over the spectral radius, where noise drives the network.

``MEASURED`` is one draw a cell of the table, made elsewhere: W_hh Gaussian, rescaled to the spectral radius, 32 units,
64 sequences of 100 steps of noise, one loss at the end. The convention here: 16 inputs N(0, 1), W_xh and the biases as
torch draws them, which puts noise of about 0.5 into every pre-activation; the gain is the 99th root of what the profile
gains from the last step to the first, its mean over ``SEEDS``. From one draw to the next the gain of a linear network
hardly differs (0.5 %), that of tanh and sigmoid by 1 to 4 %, that of ReLU, whose active units are a random half of W,
by 5 to 15 %: the tolerances follow.
"""

import numpy as np
import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.diagnostics.decay import decay
from rnn_playground.diagnostics.gradient_flow import gradient_flow
from rnn_playground.experiment import Lane
from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells import RnnCell
from rnn_playground.experiment.initialisations import GaussianInit
from rnn_playground.learning.backpropagation import backpropagate
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll
from rnn_playground.tasks.batch import TaskBatch, last_step

T, B, H, I = 100, 64, 32, 16
SEEDS = range(5)
RADII = (0.5, 0.9, 1.0, 1.1, 1.5, 2.0)
MEASURED: dict[ActivationKind, tuple[float, ...]] = {
    "identity": (0.498, 0.896, 0.986, 1.088, 1.496, 1.971),
    "tanh": (0.412, 0.705, 0.722, 0.833, 0.946, 1.157),
    "relu": (0.306, 0.611, 0.603, 0.625, 0.906, 1.496),
    "sigmoid": (0.122, 0.213, 0.209, 0.257, 0.345, 0.412),
}
TOLERANCE: dict[ActivationKind, float] = {"identity": 0.02, "tanh": 0.1, "relu": 0.25, "sigmoid": 0.1}
SLOPES = {
    "identity": np.ones_like,
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "relu": lambda z: (z > 0) * 1.0,
    "sigmoid": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
}


def measure(activation: ActivationKind, radius: float, seed: int) -> tuple[np.ndarray, np.ndarray, dict]:
    """The measured profile, the pre-activations (T, B, H) and the parameters."""
    cell = RnnCell(hidden_size=H, activation=activation, recurrent_init=GaussianInit(spectral_radius=radius))
    drawn = draw_parameters(Lane(cell=cell), I, 1, seed)
    parameters = Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})
    stream = np.random.default_rng(seed)
    inputs, targets = stream.standard_normal((T, B, I)), 100.0 + stream.standard_normal((T, B, 1))
    batch = TaskBatch(torch.from_numpy(inputs), torch.from_numpy(targets), last_step(T, B))
    scoring, network = Scoring.of(batch), Network.build(cell)
    trajectory = unroll(network, parameters, batch.inputs)
    loss = batch_loss("mean_squared_error", predict(parameters, trajectory, scoring), scoring.targets)
    profile = gradient_flow(backpropagate(loss, trajectory, parameters)).state[0].numpy()
    return profile, torch.stack([step.pre_activation.detach() for step in trajectory.top]).numpy(), drawn


def gain(profile: np.ndarray) -> float:
    return float((profile[0] / profile[-1]) ** (1 / (T - 1)))


@pytest.mark.parametrize("activation", MEASURED)
def test_the_gain_over_the_spectral_radius(activation: ActivationKind) -> None:
    for radius, expected in zip(RADII, MEASURED[activation], strict=True):
        mean = np.mean([gain(measure(activation, radius, seed)[0]) for seed in SEEDS])
        assert mean == pytest.approx(expected, rel=TOLERANCE[activation]), radius


@pytest.mark.parametrize("activation", MEASURED)
def test_the_profile_is_that_of_the_product_of_slopes_and_weights(activation: ActivationKind) -> None:
    profile, pre_activation, drawn = measure(activation, 1.1, 0)
    adjoint = np.repeat(drawn["W_hy"], B, axis=0)
    expected = [1.0]
    for z in pre_activation[:0:-1]:
        adjoint = (adjoint * SLOPES[activation](z)) @ drawn["W_hh.0"]
        expected.append(np.linalg.norm(adjoint, axis=1).mean() / np.linalg.norm(drawn["W_hy"]))
    # The targets are far off, so every sample pulls with nearly the same force; what is left of it is divided out.
    np.testing.assert_allclose(profile / profile[-1], expected[::-1], rtol=0.05)


@pytest.mark.parametrize("activation", MEASURED)
def test_the_fitted_gain_is_near_that_from_end_to_end(activation: ActivationKind) -> None:
    profile = measure(activation, 0.9, 0)[0]
    assert decay(torch.from_numpy(profile[:-1])).gain_per_step == pytest.approx(gain(profile), rel=0.02)


def test_tanh_holds_a_gradient_near_one_and_a_half_and_sigmoid_not_even_at_four() -> None:
    tanh = [np.mean([gain(measure("tanh", radius, seed)[0]) for seed in SEEDS]) for radius in (1.3, 1.9)]
    assert tanh[0] < 1.0 < tanh[1]
    assert np.mean([gain(measure("sigmoid", 4.0, seed)[0]) for seed in SEEDS]) < 1.0
