"""The gain of a step back of four activations over the spectral radius, where noise drives the network.

The table of docs/science.md is computed again from its own seeds. The slopes of the activations and the product of the
weights with them are written out here.
"""

import re
from pathlib import Path
from statistics import median

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
PAGE = (Path(__file__).parents[2] / "docs" / "science.md").read_text(encoding="utf-8")
NAMES: dict[ActivationKind, str] = {"identity": "linear", "tanh": "tanh", "relu": "ReLU", "sigmoid": "sigmoid"}
FUNCTIONS = {
    "identity": lambda z: z,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}
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


def written_out(activation: ActivationKind, radius: float, seed: int) -> float:
    """The gain of a step back, forward and backward pass written in NumPy."""
    cell = RnnCell(hidden_size=H, activation=activation, recurrent_init=GaussianInit(spectral_radius=radius))
    drawn = draw_parameters(Lane(cell=cell), I, 1, seed)
    h, slopes = np.zeros((B, H)), []
    for x in np.random.default_rng(seed).standard_normal((T, B, I)):
        z = x @ drawn["W_xh.0"].T + drawn["b_xh.0"] + h @ drawn["W_hh.0"].T + drawn["b_hh.0"]
        h = FUNCTIONS[activation](z)
        slopes.append(SLOPES[activation](z))
    stream = np.random.default_rng(seed)
    stream.standard_normal((T, B, I))
    error = h @ drawn["W_hy"].T + drawn["b_y"] - (100.0 + stream.standard_normal((T, B, 1))[-1])
    adjoint, norms = 2 * error @ drawn["W_hy"], []
    for slope in reversed(slopes):
        norms.append(np.linalg.norm(adjoint, axis=1).mean())
        adjoint = (adjoint * slope) @ drawn["W_hh.0"]
    back, logarithms = np.arange(T - 1), np.log(norms[1:])
    centred = back - back.mean()
    return float(np.exp(centred @ logarithms / (centred @ centred)))


def row(head: str) -> list[str]:
    """The cells of the page's table of gains."""
    table = PAGE[PAGE.index("| ρ | 0.5 |") :]
    return re.findall(r"[^|]+", re.search(rf"^\| {head} (.*)$", table, re.MULTILINE)[1])


@pytest.mark.parametrize("activation", NAMES)
@pytest.mark.parametrize("radius", [1.1, *(pytest.param(r, marks=pytest.mark.long) for r in (0.5, 0.9, 1.0, 1.5, 2.0))])
def test_the_pages_table_of_gains_can_be_repeated(activation: ActivationKind, radius: float) -> None:
    column = [float(cell) for cell in row("ρ") if cell.strip()].index(radius)
    cell = [cell for cell in row(NAMES[activation]) if cell.strip()][column]
    middle, least, most = map(float, re.findall(r"[\d.]+", cell))
    gains = [written_out(activation, radius, seed) for seed in range(20)]
    assert (median(gains), min(gains), max(gains)) == pytest.approx((middle, least, most), abs=0.0051)


@pytest.mark.parametrize("activation", NAMES)
def test_the_profile_is_that_of_the_product_of_slopes_and_weights(activation: ActivationKind) -> None:
    profile, pre_activation, drawn = measure(activation, 1.1, 0)
    adjoint = np.repeat(drawn["W_hy"], B, axis=0)
    expected = [1.0]
    for z in pre_activation[:0:-1]:
        adjoint = (adjoint * SLOPES[activation](z)) @ drawn["W_hh.0"]
        expected.append(np.linalg.norm(adjoint, axis=1).mean() / np.linalg.norm(drawn["W_hy"]))
    # The targets are far off, so every sample pulls with nearly the same force; what is left of it is divided out.
    np.testing.assert_allclose(profile / profile[-1], expected[::-1], rtol=0.05)


@pytest.mark.parametrize("activation", NAMES)
def test_the_fitted_gain_is_near_that_from_end_to_end(activation: ActivationKind) -> None:
    profile = measure(activation, 0.9, 0)[0]
    assert decay(torch.from_numpy(profile[:-1])).gain_per_step == pytest.approx(gain(profile), rel=0.02)


def test_tanh_holds_a_gradient_near_one_and_a_half_and_sigmoid_not_even_at_four() -> None:
    tanh = [np.mean([gain(measure("tanh", radius, seed)[0]) for seed in SEEDS]) for radius in (1.3, 1.9)]
    assert tanh[0] < 1.0 < tanh[1]
    assert np.mean([gain(measure("sigmoid", 4.0, seed)[0]) for seed in SEEDS]) < 1.0
