"""A layer along a sequence, forwards and backwards, by the kernels of its cell."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, final

import torch
import triton
from torch import Tensor

from rnn_playground.card_kernels import elman, gru, lstm
from rnn_playground.cells import CellStep, State, Weights

ROWS = 16
"""Sequences that one program computes: the fewest rows of a product on the units that multiply matrices."""
CHUNK = 32
"""Units that it computes at a time."""


class Made(NamedTuple):
    """What a layer made, each tensor (time_step, batch, H) or, the gates, (time_step, batch, blocks · H).

    ``others``: what is only of use to the way back.
    """

    state: State
    gates: Tensor | None
    pre_activation: Tensor
    others: tuple[Tensor, ...] = ()

    def steps(self) -> list[CellStep]:
        """Return the steps one by one, as the reference has them."""
        states = list(zip(*(tensor.unbind() for tensor in self.state), strict=True))
        pre_activations = self.pre_activation.unbind()
        if self.gates is None:
            return [CellStep(state, (), z, state[0]) for state, z in zip(states, pre_activations, strict=True)]
        width = self.pre_activation.shape[-1]
        gates = [step.split(width, dim=1) for step in self.gates.unbind()]
        # Of LSTM and GRU alike, the block at 2 is the candidate.
        return [CellStep(state, g, z, g[2]) for state, g, z in zip(states, gates, pre_activations, strict=True)]


class Derivatives(NamedTuple):
    """∂L by every tensor of the state, total; by what the input contributes to each block, and by what W_hh does."""

    state: State
    drive: Tensor
    recurrent: Tensor


class Recurrence(Protocol):
    """A layer of one kind of cell on a card, from zero states on. ``weights`` are as the cell prepared them."""

    def forward(self, weights: Weights, drive: Tensor) -> Made:
        """Run along ``drive`` (time_step, batch, blocks · H)."""
        ...

    def backward(self, weights: Weights, made: Made, above: Tensor) -> Derivatives:
        """Differentiate; ``above`` is ∂L/∂h_t by what reads h_t in its own time step, (time_step, batch, H)."""
        ...


@final
class ElmanLayer(NamedTuple):
    """``activation``: its name."""

    activation: str

    def forward(self, weights: Weights, drive: Tensor) -> Made:
        """See ``Recurrence.forward``."""
        z, h = torch.empty_like(drive), torch.empty_like(drive)
        _launch(elman.forward, drive, _recurrent(weights), z, h, like=h, KIND=self.activation)
        return Made((h,), None, z)

    def backward(self, weights: Weights, made: Made, above: Tensor) -> Derivatives:
        """See ``Recurrence.backward``."""
        (h,) = made.state
        total, drive = torch.empty_like(h), torch.empty_like(h)
        tensors = (above, _recurrent(weights), made.pre_activation, h, total, drive)
        _launch(elman.backward, *tensors, like=h, KIND=self.activation)
        return Derivatives((total,), drive, drive)


@final
class LstmLayer(NamedTuple):
    """Blocks i, f, g, o."""

    def forward(self, weights: Weights, drive: Tensor) -> Made:
        """See ``Recurrence.forward``."""
        gates = torch.empty_like(drive)
        z_g, h, c = (_state_like(drive, 4) for _ in range(3))
        _launch(lstm.forward, drive, _recurrent(weights), gates, z_g, h, c, like=h)
        return Made((h, c), gates, z_g)

    def backward(self, weights: Weights, made: Made, above: Tensor) -> Derivatives:
        """See ``Recurrence.backward``."""
        (h, c), gates = made.state, made.gates
        assert gates is not None
        total, memory_total, drive = torch.empty_like(h), torch.empty_like(c), torch.empty_like(gates)
        _launch(lstm.backward, above, _recurrent(weights), gates, c, total, memory_total, drive, like=h)
        return Derivatives((total, memory_total), drive, drive)


@final
class GruLayer(NamedTuple):
    """Blocks r, z, n."""

    def forward(self, weights: Weights, drive: Tensor) -> Made:
        """See ``Recurrence.forward``."""
        gates = torch.empty_like(drive)
        z_n, recurrent_n, h = (_state_like(drive, 3) for _ in range(3))
        bias = weights["b_hh"].detach()
        _launch(gru.forward, drive, _recurrent(weights), bias, gates, z_n, recurrent_n, h, like=h)
        return Made((h,), gates, z_n, (recurrent_n,))

    def backward(self, weights: Weights, made: Made, above: Tensor) -> Derivatives:
        """See ``Recurrence.backward``."""
        (h,), gates, (recurrent_n,) = made.state, made.gates, made.others
        assert gates is not None
        total, drive, recurrent = torch.empty_like(h), torch.empty_like(gates), torch.empty_like(gates)
        _launch(gru.backward, above, _recurrent(weights), gates, recurrent_n, h, total, drive, recurrent, like=h)
        return Derivatives((total,), drive, recurrent)


def sizes_of(hidden: int) -> dict[str, int]:
    """Return how the kernels for ``hidden`` units are cut, and by how many warps a program is computed."""
    units = max(16, triton.next_power_of_2(hidden))
    warps = 4 if units <= CHUNK else 8
    return {"H": hidden, "ROWS": ROWS, "UNITS": units, "CHUNK": min(units, CHUNK), "num_warps": warps}


def _launch(kernel: Any, *tensors: Tensor, like: Tensor, **constants: str) -> None:
    """Start ``kernel``, a program for every ``ROWS`` sequences of ``like`` (time_step, batch, H)."""
    time_steps, batch, hidden = like.shape
    programs = (triton.cdiv(batch, ROWS),)
    kernel[programs](*tensors, time_steps, batch, **constants, **sizes_of(hidden))


def _recurrent(weights: Weights) -> Tensor:
    return weights["W_hh.T"].detach().t().contiguous()


def _state_like(drive: Tensor, blocks: int) -> Tensor:
    return drive.new_empty(*drive.shape[:-1], drive.shape[-1] // blocks)
