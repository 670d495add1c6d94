"""A cell that was made from its document: what is asked of it besides its time step."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor

from rnn_playground.cells.activations import ACTIVATIONS, ActivationCurve
from rnn_playground.cells.cell import Cell, Weights
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import CellConfig, ResidualCell

SATURATED = 40.0
"""A pre-activation beyond which tanh is exactly ±1, in float64; no infinity gets into a picture."""
CLOSED = 800.0
"""The same of σ, which is exactly 0 or 1."""


class DescribedCell(Cell, Protocol):
    """All that is asked of a cell: its time step, how it is drawn, read and held. A cell says where it differs.

    ``mask`` (gates · hidden, hidden) is false where W_hh counts as 0; None where it never does, or there is no W_hh.
    """

    document: CellConfig
    mask: Tensor | None = None

    @property
    def is_recurrent(self) -> bool:
        """Whether ``recurrence`` is not off."""
        return self.document.recurrence != "off"

    @property
    def candidate_activation(self) -> ActivationCurve:
        """The activation that turns a pre-activation into the state, or into the candidate of a gated cell.

        It is tanh unless the cell says otherwise, and the identity where the way from one state to the next is
        linear.
        """
        return ACTIVATIONS["tanh"].curve

    def draw(self, entry: Entry) -> Array:
        """Return one parameter of a layer, or of the read-out, as it is before the first update."""
        ...

    def recurrent_matrix(self, weights: Weights) -> Tensor | None:
        """Return the matrix (hidden, hidden) that carries the last state into the next, as the cell uses it.

        Its eigenvalues say what repetition does to a gradient. It is W_hh, masked, of a gated cell the candidate's
        block, unless the cell says otherwise; None of a cell that has none.
        """
        gates, candidate, size = self.document.gates, self.document.candidate, self.document.hidden_size
        first = gates.index(candidate) * size if candidate else 0
        return masked(weights["W_hh"], self.mask)[first : first + size]

    def firing_units(self, first_time_step: int, time_steps: int) -> Tensor | None:
        """Return which units (time_step, hidden) compute from ``first_time_step`` on; None where all always do."""
        return None

    def inverse_activation(self, candidate: Tensor) -> Tensor:
        """Return the pre-activation () at which the candidate of a gated cell is ``candidate`` ()."""
        return torch.atanh(candidate).clamp(-SATURATED, SATURATED)

    def pre_activation_of(self, gate: str, value: Tensor) -> Tensor:
        """Return the pre-activation () at which ``gate`` is ``value`` ()."""
        if gate == self.document.candidate:
            return self.inverse_activation(value)
        _, largest = self.document.gate_range(gate)
        return torch.logit(value / largest).clamp(-CLOSED, CLOSED)

    def hold_gate(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, held: Tensor, pre_activation: float
    ) -> tuple[Weights, Tensor, Tensor]:
        """Return ``weights``, ``drive`` and ``recurrent`` such that gates have a given pre-activation in ``step``.

        They have it where ``held``, (gates · hidden) or (batch, gates · hidden), is true.
        """
        return weights, drive, torch.where(held, pre_activation, recurrent)


def with_transposed_recurrence(weights: Weights, mask: Tensor | None) -> Weights:
    """Return ``weights`` and ``W_hh.T``; where ``mask`` is false W_hh counts as 0 and its gradient is exactly 0."""
    return {**weights, "W_hh.T": masked(weights["W_hh"], mask).t()}


def onward(document: ResidualCell, before: Tensor, made: Tensor) -> Tensor:
    """Return ``made`` or, of a document with a residual path, ``before`` + α ``made``."""
    return made if document.residual is None else torch.add(before, made, alpha=document.residual)


def masked(recurrent: Tensor, mask: Tensor | None) -> Tensor:
    """Return ``recurrent`` with 0 wherever ``mask`` is false."""
    return recurrent if mask is None else torch.where(mask, recurrent, 0.0)
