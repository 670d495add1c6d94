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
    source: str


ACTIVATIONS: dict[ActivationKind, ActivationFacts] = {
    "tanh": ActivationFacts("h = tanh(z)", "1 − h²", (-1.0, 1.0), "the classical squashing function"),
    "sigmoid": ActivationFacts("h = 1 / (1 + e^{−z})", "h (1 − h)", (0.0, 1.0), "the logistic function"),
    "relu": ActivationFacts("h = max(0, z)", "1 if z > 0, else 0", None, "Nair and Hinton, 2010"),
    "leaky_relu": ActivationFacts("h = max(0.01 z, z)", "1 if z > 0, else 0.01", None, "Maas, Hannun and Ng, 2013"),
    "elu": ActivationFacts(
        "h = z if z > 0, else e^{z} − 1",
        "1 if z > 0, else e^{z}",
        None,
        "Clevert, Unterthiner and Hochreiter, 2016, arXiv:1511.07289",
    ),
    "softsign": ActivationFacts("h = z / (1 + |z|)", "1 / (1 + |z|)²", (-1.0, 1.0), "Bergstra et al., 2009"),
    "hard_tanh": ActivationFacts("h = max(−1, min(1, z))", "1 if −1 < z < 1, else 0", (-1.0, 1.0), "Collobert, 2004"),
    "gelu": ActivationFacts("h = z Φ(z)", "Φ(z) + z φ(z)", None, "Hendrycks and Gimpel, 2016, arXiv:1606.08415"),
    "sine": ActivationFacts("h = sin(z)", "cos(z)", (-1.0, 1.0), "Parascandolo, Huttunen and Virtanen, 2016"),
    "identity": ActivationFacts("h = z", "1", None, "the linear network"),
}
