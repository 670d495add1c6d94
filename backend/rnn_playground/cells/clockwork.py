"""The clockwork network: modules of units that fire at their own periods and otherwise keep their state."""

from __future__ import annotations

from typing import NamedTuple, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import Activation
from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.recurrent_weight import with_transposed_recurrence


@final
class Clockwork(NamedTuple):
    """h_t = f(W_xh x_t + b_xh + W_hh h_{t−1}) in the modules with t mod period = 0, h_{t−1} in the others.

    Time steps count from 0, so that all modules fire at once. Modules stand in the order of increasing period and
    listen to themselves and to slower ones: W_hh is block-upper-triangular (Koutník, Greff, Gomez and Schmidhuber,
    2014). The pre-activation of a waiting module is what it would have computed.
    """

    activation: Activation
    unit_periods: Tensor
    mask: Tensor

    def prepare(self, weights: Weights) -> Weights:
        """Mask and transpose W_hh."""
        return with_transposed_recurrence(weights, self.mask)

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh."""
        return functional.linear(inputs, weights["W_xh"], weights["b_xh"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """W_hh h_{t−1}, added to the drive."""
        return torch.addmm(drive, state[0], weights["W_hh.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        (h,) = state
        fires = time_step % self.unit_periods == 0
        h = torch.where(fires, self.activation.function(recurrent), h)
        return CellStep((h,), (), recurrent, h)


def clockwork_mask(modules: int, hidden_size: int) -> NDArray[np.bool_]:
    """Return the links (hidden, hidden) from equally slow and slower modules: ones on and above the block diagonal."""
    module = np.arange(hidden_size) // (hidden_size // modules)
    return module[:, None] <= module[None, :]


def unit_periods(module_periods: tuple[int, ...], hidden_size: int) -> Tensor:
    """Return the period of every unit (hidden), in time steps."""
    return torch.tensor(module_periods).repeat_interleave(hidden_size // len(module_periods))


def firing(periods: Tensor, time_steps: Tensor) -> Tensor:
    """Return which units compute (time_step, hidden) at the ``time_steps``; ``periods`` (hidden) are theirs."""
    return time_steps[:, None] % periods == 0
