"""The activation functions of the vanilla RNN: names, equations, slopes and ranges. Their code is in ``cells``."""

from __future__ import annotations

from typing import Literal, NamedTuple

ActivationKind = Literal[
    "tanh", "sigmoid", "relu", "leaky_relu", "elu", "softsign", "hard_tanh", "gelu", "sine", "identity"
]


class ActivationFacts(NamedTuple):
    """What is known of an activation without running it: ``h = f(z)``, its slope, the interval its values lie in."""

    equation: str
    derivative: str
    range: tuple[float, float] | None


ACTIVATIONS: dict[ActivationKind, ActivationFacts] = {
    "tanh": ActivationFacts("h = tanh(z)", "1 − h²", (-1.0, 1.0)),
    "sigmoid": ActivationFacts("h = 1 / (1 + e^{−z})", "h (1 − h)", (0.0, 1.0)),
    "relu": ActivationFacts("h = max(0, z)", "1 if z > 0, else 0", None),
    "leaky_relu": ActivationFacts("h = max(0.01 z, z)", "1 if z > 0, else 0.01", None),
    "elu": ActivationFacts("h = z if z > 0, else e^{z} − 1", "1 if z > 0, else e^{z}", None),
    "softsign": ActivationFacts("h = z / (1 + |z|)", "1 / (1 + |z|)²", (-1.0, 1.0)),
    "hard_tanh": ActivationFacts("h = max(−1, min(1, z))", "1 if −1 < z < 1, else 0", (-1.0, 1.0)),
    "gelu": ActivationFacts("h = z Φ(z)", "Φ(z) + z φ(z)", None),
    "sine": ActivationFacts("h = sin(z)", "cos(z)", (-1.0, 1.0)),
    "identity": ActivationFacts("h = z", "1", None),
}
