"""A cell under clamps: units, gates and edges held at a value, and recurrent weights cut, for some time steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

import torch
from torch import Tensor

from rnn_playground.cells.catalog import build_cell
from rnn_playground.cells.cell import Cell, CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell
from rnn_playground.cells.forced import Forced
from rnn_playground.cells.wrapped import WrappedCell
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.experiment.clamps import Clamp, EdgeClamp, GateClamp, UnitClamp


def under_clamps(cell: Cell, document: CellConfig, layer: int, clamps: Sequence[Clamp], period: int | None) -> Cell:
    """Return ``cell`` with the clamps of its layer; itself where there are none.

    ``period`` is the length of a sequence where the state is carried from one to the next, so that time steps are
    counted anew in each.
    """
    if isinstance(cell, Forced):
        return replace(cell, cell=under_clamps(cell.cell, document, layer, clamps, period))
    own = tuple(clamp for clamp in clamps if clamp.layer == layer)
    return Clamped(cell, build_cell(document), own, period) if own else cell


@final
@dataclass(frozen=True, eq=False)
class Clamped(WrappedCell):
    """The cell's equation with some of its quantities replaced by constants: through these no gradient goes back.

    ``free`` is the cell without any clamps.
    """

    free: DescribedCell
    clamps: tuple[Clamp, ...]
    period: int | None

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step: edges first, then the cut, the gates, and last the units of the new state."""
        held = [(clamp, self._holds(clamp, time_step)) for clamp in self.clamps]
        held = [(clamp, holds) for clamp, holds in held if bool(holds.any())]
        for clamp, holds in held:
            if clamp.kind == "edge":
                recurrent = self._hold_edge(clamp, holds, weights, recurrent, state)
        for clamp, holds in held:
            if clamp.kind == "cut":
                nothing = tuple(torch.zeros_like(tensor) for tensor in state)
                recurrent = _where(holds, self.cell.recur(weights, drive, nothing), recurrent)
        opened = weights
        for clamp, holds in held:
            if clamp.kind == "gate":
                opened, drive, recurrent = self._hold_gate(clamp, holds, opened, drive, recurrent)
        made = self.cell.step(opened, drive, recurrent, state, time_step)
        for clamp, holds in held:
            if clamp.kind == "unit":
                made = made._replace(state=self._hold_unit(clamp, holds, made.state))
        return made

    def _holds(self, clamp: Clamp, time_step: int | Tensor) -> Tensor:
        """Return whether the clamp holds at ``time_step``: () or, for rows of different time steps, (batch, 1)."""
        at = torch.as_tensor(time_step)
        at = at if self.period is None else at % self.period
        return (at >= clamp.first) & (at <= clamp.last)

    def _hold_edge(self, clamp: EdgeClamp, holds: Tensor, weights: Weights, recurrent: Tensor, state: State) -> Tensor:
        """Take back what an entry of W_hh brought, and bring what the held one does."""
        trained = weights["W.T" if "W.T" in weights else "W_hh.T"][clamp.column, clamp.row]
        beyond = (clamp.value - trained) * state[0][:, clamp.column : clamp.column + 1]
        there = torch.zeros(recurrent.shape[1], dtype=torch.bool, device=recurrent.device)
        there[clamp.row] = True
        return torch.where(holds & there, recurrent + beyond, recurrent)

    def _hold_gate(
        self, clamp: GateClamp, holds: Tensor, weights: Weights, drive: Tensor, recurrent: Tensor
    ) -> tuple[Weights, Tensor, Tensor]:
        """Put in the place of a gate's pre-activation the constant whose activation is the value."""
        document = self.free.document
        block, size = document.gates.index(clamp.gate), document.hidden_size
        chosen = torch.zeros(recurrent.shape[1], dtype=torch.bool, device=recurrent.device)
        units = slice(size) if clamp.unit is None else clamp.unit
        chosen.view(-1, size)[block, units] = True
        value = torch.tensor(clamp.value, dtype=torch.float64)
        pre_activation = float(self.free.pre_activation_of(clamp.gate, value))
        return self.free.hold_gate(weights, drive, recurrent, holds & chosen, pre_activation)

    def _hold_unit(self, clamp: UnitClamp, holds: Tensor, state: State) -> State:
        index = self.free.document.states.index(clamp.state)
        chosen = torch.zeros(state[index].shape[1], dtype=torch.bool, device=state[index].device)
        chosen[clamp.unit] = True
        return (*state[:index], torch.where(holds & chosen, clamp.value, state[index]), *state[index + 1 :])


def _where(holds: Tensor, held: Tensor, free: Tensor) -> Tensor:
    """Return ``held`` in the rows where a clamp holds, ``free`` in the others, whatever else their shape is."""
    return torch.where(holds if holds.dim() == 0 else holds.view(-1, *[1] * (free.dim() - 1)), held, free)
