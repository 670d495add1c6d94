"""The gated recurrent unit."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.cells.sized import SizedCell
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit


class GruCell(SizedCell):
    """Gates r, z, n, reset after the matrix product (Cho et al., 2014; as ``torch.nn.GRU``; z near 1 keeps)."""

    equation: ClassVar[tuple[str, ...]] = (
        "r, z = σ(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh)",
        "n = tanh(W_xh x_t + b_xh + r (W_hh h_{t−1} + b_hh))",
        "h_t = (1 − z) n + z h_{t−1}",
    )
    source: ClassVar[str] = "Cho et al., 2014"
    gates: ClassVar[tuple[str, ...]] = ("r", "z", "n")
    candidate: ClassVar[str | None] = "n"
    keep: ClassVar[str | None] = "z"
    recurrent_bias: ClassVar[bool] = True

    kind: Literal["gru"] = "gru"
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})
