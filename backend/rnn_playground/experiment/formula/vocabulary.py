"""The closed list of functions of an equation, the names that are taken, and how much of everything there may be."""

from __future__ import annotations

from typing import Literal, get_args

from rnn_playground.experiment.activations import ActivationKind

FunctionName = Literal[
    "tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "softplus", "softsign", "hard_tanh", "sin", "cos", "exp",
    "abs",
]  # fmt: skip
FUNCTION_NAMES: tuple[FunctionName, ...] = get_args(FunctionName)
BENDS: dict[str, ActivationKind] = {
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "relu": "relu",
    "leaky_relu": "leaky_relu",
    "elu": "elu",
    "gelu": "gelu",
    "softsign": "softsign",
    "hard_tanh": "hard_tanh",
    "sin": "sine",
}
"""The functions that are activations of the vanilla RNN too."""
ALIASES = {"σ": "sigmoid", "−": "-", "⊙": "*", "∘": "*", "·": "*", "×": "*"}

INPUT, STATE = "x", "h"
RESERVED = ("W_hy", "b_y")
"""What the read-out's own parameters are called."""

MOST_CHARACTERS = 600
MOST_OPERATIONS = 64
MOST_PARAMETERS = 24
MOST_STATES = 2
DEEPEST = 24
LONGEST_NAME = 12
LARGEST_NUMBER = 1e6
