"""The Legendre Memory Unit: the window of a signal as coefficients of Legendre polynomials, and units that read it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell, masked
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import LmuCell


@final
@dataclass(frozen=True)
class Lmu(DescribedCell):
    """u_t = e_x x_t + e_h h_{t−1} + e_m m_{t−1}, m_t = A_θ m_{t−1} + B_θ u_t (Voelker et al., 2019).

    h_t = tanh(W_xh x_t + W_hh h_{t−1} + W_mh m_t). m is (batch, order); ``recurrent`` is (batch, hidden + 1), u last.
    Off: W_hh, e_h and e_m count as 0, so m holds a window of what is read.
    """

    document: LmuCell
    mask: Tensor | None

    def prepare(self, weights: Weights) -> Weights:
        """Join what reads the input, and what reads (h, m); transpose; A_θ and B_θ over each other."""
        unread = torch.zeros_like(weights["W_mh"])
        by_unit = torch.cat([masked(weights["W_hh"], self.mask), unread], dim=1)
        carried = torch.cat([weights["e_h"], weights["e_m"]], dim=1)
        by_signal = carried if self.is_recurrent else torch.zeros_like(carried)
        window = weights["W_mh"].new_tensor(window_step(self.document.order, self.document.theta))
        return {
            "W_x": torch.cat([weights["W_xh"], weights["e_x"]]),
            "W.T": torch.cat([by_unit, by_signal]).t(),
            "window.T": window.t(),
            "W_mh.T": weights["W_mh"].t(),
        }

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t, beside it e_x x_t."""
        return functional.linear(inputs, weights["W_x"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """W_hh h_{t−1}, beside it e_h h_{t−1} + e_m m_{t−1}, added to the drive."""
        return torch.addmm(drive, torch.cat(state, dim=1), weights["W.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        u = recurrent[:, -1:]
        m = torch.cat([state[1], u], dim=1) @ weights["window.T"]
        z = torch.addmm(recurrent[:, :-1], m, weights["W_mh.T"])
        h = torch.tanh(z)
        return CellStep((h, m), (), z, h)

    def draw(self, entry: Entry) -> Array:
        """W_xh and W_mh Glorot-normal, W_hh as the document says, e_x U(−√(3/I), √(3/I)), e_h and e_m 0."""
        match entry.base:
            case "W_xh" | "W_mh":
                return entry.normal(math.sqrt(2.0 / sum(entry.shape)))
            case "e_x":
                value: Array = entry.stream.uniform(-1.0, 1.0, entry.shape) * math.sqrt(3.0 / entry.shape[1])
                return value
            case "e_h" | "e_m":
                return entry.zeros()
            case _:
                return entry.usual(self.document.recurrent_init, self.mask)


@lru_cache(maxsize=64)
def window_step(order: int, theta: float) -> Array:
    """Return A_θ and, as the last column, B_θ, (order, order + 1), by which (m_{t−1}, u_t) becomes m_t.

    They are exact for a u that stays as it is within a time step (zero-order hold): blocks of one exponential.
    """
    from scipy.linalg import expm  # Half a second to load, which whoever has no such cell is spared.

    row, column = np.indices((order, order))
    matrix = np.zeros((order + 1, order + 1))
    matrix[:order, :order] = np.where(row < column, -1.0, (-1.0) ** (row - column + 1))
    matrix[:order, order] = (-1.0) ** np.arange(order)
    matrix[:order] *= (2.0 * np.arange(order)[:, None] + 1.0) / theta
    step: Array = expm(matrix)[:order]
    return step
