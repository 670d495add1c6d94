"""One vector and torch.optim against the textbook's rules, in float64."""

import math

import pytest
import torch

from rnn_playground.experiment.learning import Adam, AdamW, Momentum, Nesterov, Optimizer, RmsProp, Sgd
from rnn_playground.learning.optimizers import build_optimizer, set_learning_rate

RATE, STEPS = 0.1, 5
GRADIENTS = [0.5, -1.5, 2.0, 0.1, -0.3]


def sgd(w: float, gradients: list[float]) -> float:
    return w - RATE * sum(gradients)


def momentum(w: float, gradients: list[float], nesterov: bool = False) -> float:
    v = 0.0
    for g in gradients:
        v = 0.8 * v + g
        w -= RATE * (g + 0.8 * v if nesterov else v)
    return w


def rmsprop(w: float, gradients: list[float]) -> float:
    s = 0.0
    for g in gradients:
        s = 0.95 * s + 0.05 * g * g
        w -= RATE * g / (math.sqrt(s) + 1e-8)
    return w


def adam(w: float, gradients: list[float], decay: float = 0.0) -> float:
    m = v = 0.0
    for t, g in enumerate(gradients, 1):
        w -= RATE * decay * w
        m = 0.8 * m + 0.2 * g
        v = 0.99 * v + 0.01 * g * g
        w -= RATE * (m / (1 - 0.8**t)) / (math.sqrt(v / (1 - 0.99**t)) + 1e-8)
    return w


RULES = [
    (Sgd(learning_rate=RATE), sgd),
    (Momentum(learning_rate=RATE, momentum=0.8), momentum),
    (Nesterov(learning_rate=RATE, momentum=0.8), lambda w, g: momentum(w, g, nesterov=True)),
    (RmsProp(learning_rate=RATE, decay=0.95), rmsprop),
    (Adam(learning_rate=RATE, beta1=0.8, beta2=0.99), adam),
    (AdamW(learning_rate=RATE, beta1=0.8, beta2=0.99, weight_decay=0.2), lambda w, g: adam(w, g, decay=0.2)),
]


@pytest.mark.parametrize(("document", "rule"), RULES, ids=[document.kind for document, _ in RULES])
def test_updates_follow_the_rule(document: Optimizer, rule) -> None:
    vector = torch.tensor([1.0, -2.0], dtype=torch.float64)
    optimizer = build_optimizer(document, vector)
    for gradient in GRADIENTS:
        vector.grad = torch.tensor([gradient, -gradient], dtype=torch.float64)
        optimizer.step()
    expected = [rule(1.0, GRADIENTS), rule(-2.0, [-g for g in GRADIENTS])]
    assert vector.tolist() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("document", [document for document, _ in RULES], ids=lambda document: document.kind)
def test_a_new_learning_rate_takes_effect_at_once(document: Optimizer) -> None:
    vector = torch.ones(2)
    optimizer = build_optimizer(document, vector)
    set_learning_rate(optimizer, 0.0)
    vector.grad = torch.ones(2)
    optimizer.step()
    assert vector.tolist() == [1.0, 1.0]
