"""The simple recurrent network."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells.sized import SizedCell
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit


class RnnCell(SizedCell):
    """h_t = f(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh) (Elman, 1990; parameters as ``torch.nn.RNN``)."""

    equation: ClassVar[tuple[str, ...]] = ("h_t = f(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh)",)
    source: ClassVar[str] = "Elman, 1990, doi:10.1207/s15516709cog1402_1"
    recurrent_bias: ClassVar[bool] = True

    kind: Literal["rnn"] = "rnn"
    activation: ActivationKind = Field(default="tanh", json_schema_extra={"advanced": False})
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})

    @property
    def has_kernel(self) -> bool:
        """Yes."""
        return True
