"""The functions of a typed equation by their names."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activation_functions import FUNCTIONS

FORMULA_FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": FUNCTIONS["tanh"],
    "sigmoid": FUNCTIONS["sigmoid"],
    "relu": FUNCTIONS["relu"],
    "leaky_relu": FUNCTIONS["leaky_relu"],
    "elu": FUNCTIONS["elu"],
    "gelu": FUNCTIONS["gelu"],
    "softplus": functional.softplus,
    "softsign": FUNCTIONS["softsign"],
    "hard_tanh": FUNCTIONS["hard_tanh"],
    "sin": torch.sin,
    "cos": torch.cos,
    "exp": torch.exp,
    "abs": torch.abs,
}
