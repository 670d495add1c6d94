"""Derivatives in float32 beyond what float32 itself could follow: the chain of one linear unit, w^(T − t)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from rnn_playground.diagnostics.adjoint import gradient_triangle
from rnn_playground.diagnostics.last_loss import last_loss
from rnn_playground.experiment.cells import RnnCell
from rnn_playground.learning.backpropagation import LOSS_SCALE, backpropagate, with_loss_scale
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import ZERO_STATE
from rnn_playground.learning.unroll import unroll

T = 36


def chain(w: float) -> ForwardPass:
    """One unit h_t = w h_{t−1} from 0, without input, read out with weight 1 and bias −1/2."""
    numbers = {"W_xh.0": [[0.0]], "W_hh.0": [[w]], "b_xh.0": [0.0], "b_hh.0": [0.0], "W_hy": [[1.0]], "b_y": [-0.5]}
    parameters = Parameters.join({name: torch.tensor(value) for name, value in numbers.items()})
    network, inputs = Network.build(RnnCell(hidden_size=1, activation="identity")), torch.zeros(T, 1, 1)
    return ForwardPass(network, parameters, inputs, ZERO_STATE, unroll(network, parameters, inputs))


LAST = Scoring([T - 1], None, torch.zeros(1, 1), None, None)
"""The squared error of the last output, −1/2: its derivative with respect to h_T is −1."""


def by_backpropagation(passed: ForwardPass) -> Tensor:
    loss = (passed.trajectory.top[-1].state[0] - 0.5).square().sum()
    gradients = backpropagate(loss, passed.trajectory, passed.parameters)
    return torch.stack([state[0].double().abs()[0, 0] for state in gradients.states[0]]) / gradients.loss_scale


def by_triangle(passed: ForwardPass) -> Tensor:
    return gradient_triangle("mean_squared_error", LAST, passed).hidden[-1]


def by_last_loss(passed: ForwardPass) -> Tensor:
    norms = last_loss("mean_squared_error", LAST, passed)[0]
    assert norms[-1] == 0.0
    return torch.cat([norms[:-1], torch.ones(1, dtype=torch.float64)])


@pytest.mark.parametrize("found", [by_backpropagation, by_triangle, by_last_loss])
@pytest.mark.parametrize("w", [1 / 32, 1.0, 4.0], ids=["vanishes", "stays", "explodes beyond the loss_scale"])
def test_every_way_back_is_lifted_and_falls_back(found: Callable[[ForwardPass], Tensor], w: float) -> None:
    exact = w ** torch.arange(T - 1, -1, -1, dtype=torch.float64)
    assert w != 4.0 or float(exact.max()) * LOSS_SCALE > 3.4e38
    assert w != 1 / 32 or float(exact.min()) < 1e-45
    torch.testing.assert_close(found(chain(w)), exact, rtol=1e-12, atol=0.0)


@pytest.mark.parametrize(
    ("of", "end", "tried"),
    [
        (torch.zeros(1), 1.0, [LOSS_SCALE]),
        (torch.zeros(1), 1e20, [LOSS_SCALE, 1.0]),
        (torch.zeros(1, dtype=torch.float64), 1.0, [1.0]),
    ],
    ids=["float32", "where it does not stay finite", "float64"],
)
def test_it_is_tried_with_the_lift_first(of: Tensor, end: float, tried: list[float]) -> None:
    scales: list[float] = []

    def differentiate(loss_scale: float) -> Tensor:
        scales.append(loss_scale)
        return torch.full((1,), end) * loss_scale

    assert float(with_loss_scale(differentiate, of, lambda found: [found])) == pytest.approx(end * tried[-1])
    assert scales == tried
