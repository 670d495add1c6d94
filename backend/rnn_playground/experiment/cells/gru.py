"""The gated recurrent unit."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.cells.sized import SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit


class GruCell(SizedCell):
    """Gates r, z, n, reset after the matrix product (Cho et al., 2014; as ``torch.nn.GRU``; z near 1 keeps).

    ``chrono`` is the longest time constant T_max, in time steps: b_z ~ log U(1, T_max − 1).
    """

    equation: ClassVar[tuple[str, ...]] = (
        "r, z = σ(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh)",
        "n = tanh(W_xh x_t + b_xh + r (W_hh h_{t−1} + b_hh))",
        "h_t = (1 − z) n + z h_{t−1}",
    )
    source: ClassVar[str] = "Cho et al., 2014, arXiv:1406.1078; chrono: Tallec and Ollivier, 2018, arXiv:1804.11188"
    gates: ClassVar[tuple[str, ...]] = ("r", "z", "n")
    candidate: ClassVar[str | None] = "n"
    keep: ClassVar[str | None] = "z"
    recurrent_bias: ClassVar[bool] = True

    kind: Literal["gru"] = "gru"
    chrono: float | None = bounded(None, 2.0, 100_000.0, unit="time steps", scale="log")
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})

    @property
    def has_kernel(self) -> bool:
        """Yes."""
        return True
