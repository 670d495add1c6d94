"""The simple recurrent network, with any activation; with ReLU and an identity matrix it is the IRNN."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells.activations import Activation, ActivationCurve
from rnn_playground.cells.cell import CellStep, State, Weights
from rnn_playground.cells.described import DescribedCell, onward, with_transposed_recurrence
from rnn_playground.cells.initialisation import Array, Entry
from rnn_playground.experiment.cells import IrnnCell, NprnnCell, RnnCell
from rnn_playground.experiment.initialisations import IdentityInit, NpInit


@final
@dataclass(frozen=True)
class Elman(DescribedCell):
    """h_t = f(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh) (Elman, 1990). ``b_hh`` may be absent, as in the IRNN.

    With a residual path h_t = h_{t−1} + α f(…) (Kusupati et al., 2018). With a layer normalisation f is of
    g (a − μ) / s + b_xh, with the mean μ and the deviation s of a = W_xh x_t + W_hh h_{t−1} over the units (Ba et al.,
    2016).
    """

    document: RnnCell | IrnnCell | NprnnCell
    activation: Activation
    mask: Tensor | None

    def prepare(self, weights: Weights) -> Weights:
        """Mask and transpose W_hh, add the two biases up; under a layer normalisation none is in the sum."""
        if self.document.layer_norm:
            return {**with_transposed_recurrence(weights, self.mask), "b": torch.zeros_like(weights["b_xh"])}
        bias = weights["b_xh"] + weights["b_hh"] if "b_hh" in weights else weights["b_xh"]
        return {**with_transposed_recurrence(weights, self.mask), "b": bias}

    def drive(self, weights: Weights, inputs: Tensor) -> Tensor:
        """W_xh x_t + b_xh + b_hh."""
        return functional.linear(inputs, weights["W_xh"], weights["b"])

    def recur(self, weights: Weights, drive: Tensor, state: State) -> Tensor:
        """W_hh h_{t−1}, added to the drive."""
        return torch.addmm(drive, state[0], weights["W_hh.T"])

    def step(
        self, weights: Weights, drive: Tensor, recurrent: Tensor, state: State, time_step: int | Tensor
    ) -> CellStep:
        """One time step."""
        z = normalised(weights, recurrent) if self.document.layer_norm else recurrent
        made = self.activation.function(z)
        return CellStep((onward(self.document, state[0], made),), (), z, made)

    @property
    def candidate_activation(self) -> ActivationCurve:
        """The document's; ReLU in IRNN and np-RNN."""
        return self.activation.curve

    def draw(self, entry: Entry) -> Array:
        """As ``torch.nn.RNN``, but W_hh as the document says; IRNN and np-RNN start as a memory.

        Of these W_hh is the identity matrix or normalised positive, W_xh ~ N(0, input_std²), every bias 0.
        """
        if entry.base == "g_ln":
            return np.ones(entry.shape)
        match self.document:
            case RnnCell(layer_norm=True) if entry.base == "b_xh":
                return entry.zeros()
            case RnnCell(recurrent_init=init):
                return entry.usual(init, self.mask)
            case IrnnCell() | NprnnCell() if entry.base.startswith("b_"):
                return entry.zeros()
            case IrnnCell(input_std=deviation) | NprnnCell(input_std=deviation) if entry.base == "W_xh":
                return entry.normal(deviation)
            case IrnnCell(scale=scale):
                return entry.usual(IdentityInit(scale=scale), self.mask)
            case NprnnCell():
                return entry.usual(NpInit(), self.mask)


VARIANCE_FLOOR = 1e-5
"""What is added to a variance before its root is taken, as ``torch.nn.LayerNorm`` does."""


def normalised(weights: Weights, total: Tensor) -> Tensor:
    """Return g (a − μ) / s + b_xh of a = ``total`` (batch, hidden), μ and s = √(variance + 10⁻⁵) over the units."""
    centred = total - total.mean(dim=1, keepdim=True)
    deviation = (centred.square().mean(dim=1, keepdim=True) + VARIANCE_FLOOR).sqrt()
    return torch.addcmul(weights["b_xh"], weights["g_ln"], centred / deviation)
