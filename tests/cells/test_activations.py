import math

import pytest
import torch

from rnn_playground.cells.activations import ACTIVATIONS
from rnn_playground.experiment.activations import ActivationKind

POINTS = [-4.0, -1.7, -0.3, 0.2, 0.9, 2.5, 4.0]


def normal_cdf(z: float) -> float:
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


def normal_density(z: float) -> float:
    return math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)


FORMULAS = {
    "tanh": (math.tanh, lambda z: 1.0 - math.tanh(z) ** 2),
    "sigmoid": (lambda z: 1.0 / (1.0 + math.exp(-z)), lambda z: math.exp(-z) / (1.0 + math.exp(-z)) ** 2),
    "relu": (lambda z: max(0.0, z), lambda z: float(z > 0.0)),
    "leaky_relu": (lambda z: max(0.01 * z, z), lambda z: 1.0 if z > 0.0 else 0.01),
    "elu": (lambda z: z if z > 0.0 else math.exp(z) - 1.0, lambda z: 1.0 if z > 0.0 else math.exp(z)),
    "softsign": (lambda z: z / (1.0 + abs(z)), lambda z: (1.0 + abs(z)) ** -2),
    "hard_tanh": (lambda z: max(-1.0, min(1.0, z)), lambda z: float(-1.0 < z < 1.0)),
    "gelu": (lambda z: z * normal_cdf(z), lambda z: normal_cdf(z) + z * normal_density(z)),
    "sine": (math.sin, math.cos),
    "identity": (lambda z: z, lambda z: 1.0),
}


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_value_and_slope_follow_the_formula(kind: ActivationKind) -> None:
    value, slope = FORMULAS[kind]
    z = torch.tensor(POINTS, dtype=torch.float64, requires_grad=True)
    h = ACTIVATIONS[kind].function(z)
    (derivative,) = torch.autograd.grad(h.sum(), z)
    torch.testing.assert_close(h.detach(), torch.tensor([value(p) for p in POINTS], dtype=torch.float64))
    torch.testing.assert_close(derivative, torch.tensor([slope(p) for p in POINTS], dtype=torch.float64))
    torch.testing.assert_close(ACTIVATIONS[kind].slope(z, h).detach(), derivative)


@pytest.mark.parametrize(
    ("kind", "flat"),
    [
        ("tanh", [True, False, False, False, False, True, True]),
        ("sigmoid", [True, False, False, False, False, False, True]),
        ("relu", [True, True, True, False, False, False, False]),
        ("hard_tanh", [True, True, False, False, False, True, True]),
        ("elu", [True, False, False, False, False, False, False]),
        ("gelu", [True, False, False, False, False, False, False]),
        ("softsign", [False] * 7),
        ("leaky_relu", [False] * 7),
        ("sine", [False] * 7),
        ("identity", [False] * 7),
    ],
)
def test_flat_parts(kind: ActivationKind, flat: list[bool]) -> None:
    z = torch.tensor(POINTS)
    activation = ACTIVATIONS[kind]
    assert activation.is_flat(z, activation.function(z)).tolist() == flat


@pytest.mark.parametrize(
    ("kind", "bound"),
    [
        ("tanh", math.atanh(0.95)), ("tanh", -math.atanh(0.95)), ("sigmoid", math.log(19)), ("sigmoid", -math.log(19)),
        ("softsign", 19.0), ("hard_tanh", 0.95), ("elu", math.log(0.05)), ("gelu", -3.0),
    ],
)  # fmt: skip
def test_where_flat_begins(kind: ActivationKind, bound: float) -> None:
    z = bound * torch.tensor([0.99, 1.01], dtype=torch.float64)
    activation = ACTIVATIONS[kind]
    assert activation.is_flat(z, activation.function(z)).tolist() == [False, True]


def test_relu_has_no_slope_at_zero() -> None:
    z = torch.zeros(1, requires_grad=True)
    assert torch.autograd.grad(ACTIVATIONS["relu"].function(z).sum(), z)[0].item() == 0.0
