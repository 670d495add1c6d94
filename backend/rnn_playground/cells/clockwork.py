"""The clockwork network: modules of units that fire at their own periods and otherwise keep their state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import Activation, ActivationCurve
from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell, with_transposed_recurrence
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import CwrnnCell


@final
@dataclass(frozen=True)
class Clockwork(DescribedCell):
    """h_t = f(W_xh x_t + b_xh + W_hh h_{t−1}) in the modules with t mod period = 0, h_{t−1} in the others.

    Time steps count from 0, so that all modules fire at once. Modules stand in the order of increasing period and
    listen to themselves and to slower ones: W_hh is block-upper-triangular (Koutník, Greff, Gomez and Schmidhuber,
    2014). The pre-activation of a waiting module is what it would have computed.
    """

    document: CwrnnCell
    activation: Activation
    unit_periods: Tensor
    mask: Tensor | None

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

    @property
    def candidate_activation(self) -> ActivationCurve:
        """That of a module that fires."""
        return self.activation.curve

    def firing_units(self, first_time_step: int, time_steps: int) -> Tensor:
        """The units of the modules with t mod period = 0."""
        return torch.arange(first_time_step, first_time_step + time_steps)[:, None] % self.unit_periods == 0

    def draw(self, entry: Entry) -> Array:
        """As ``torch.nn.RNN``, but W_hh as the document says."""
        return entry.usual(self.document.recurrent_init, self.mask)


def clockwork_mask(modules: int, hidden_size: int) -> NDArray[np.bool_]:
    """Return the links (hidden, hidden) from equally slow and slower modules: ones on and above the block diagonal."""
    module = np.arange(hidden_size) // (hidden_size // modules)
    return module[:, None] <= module[None, :]


def unit_periods(module_periods: tuple[int, ...], hidden_size: int) -> Tensor:
    """Return the period of every unit (hidden), in time steps."""
    return torch.tensor(module_periods).repeat_interleave(hidden_size // len(module_periods))
