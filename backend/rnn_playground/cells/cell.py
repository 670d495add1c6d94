"""What the core asks of a cell: one time step of one layer, as a pure function of parameters, input and state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from torch import Tensor

State = tuple[Tensor, ...]
"""The state of one layer: h (batch, hidden), then a second one such as the LSTM's c.

A second state has an axis more where it has more than a number for each unit.
"""

Weights = Mapping[str, Tensor]
"""The parameters of one layer by the name without its layer number: ``W_xh``, ``W_hh``, ``b_xh``, ``b_hh``."""


class CellStep(NamedTuple):
    """What one time step made, each tensor but a second state (batch, hidden).

    ``gates`` in the order of their blocks, after their activation. ``activation`` = f(``pre_activation``): of a gated
    cell the candidate (g, n); of a CW-RNN the state, which a waiting module has held since it last fired.
    """

    state: State
    gates: tuple[Tensor, ...]
    pre_activation: Tensor
    activation: Tensor

    def map(self, change: Callable[[Tensor], Tensor]) -> CellStep:
        """Return the step with ``change`` made of every tensor."""
        state, gates = (tuple(map(change, tensors)) for tensors in self[:2])
        return CellStep(state, gates, change(self.pre_activation), change(self.activation))


class Cell(Protocol):
    """A recurrence. It holds no parameters and no state of its own."""

    def prepare(self, weights: Weights) -> Weights:
        """Return what every time step needs, computed once a forward pass: masks applied, matrices transposed."""
        ...

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """Return what ``inputs`` (time_step, batch, input) contribute, W_xh x_t + biases, for all steps at once."""
        ...

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """Return what the last state contributes through the recurrent weights, (batch, gates · hidden).

        ``drive``, that step's contribution of the input, is in it where the equation adds the two.
        """
        ...

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """Advance by one time step, counted from 0; ``recurrent`` is what ``recur`` made of ``drive`` and ``state``.

        The derivative with respect to ``state`` alone is the path that goes around the recurrent weights.
        ``time_step`` is a tensor (batch, 1) where many time steps are evaluated side by side, as rows of one batch.
        """
        ...
