"""The update-gate network: a single gate."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.cells.sized import SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import RecurrentInit, XavierInit


class UgrnnCell(SizedCell):
    """Gates g, c: g near 1 keeps the state, near 0 replaces it by the candidate (Collins et al., 2017).

    W_xh is drawn Glorot-uniform, the bias of g starts at ``keep_bias``, that of c at 0.
    """

    equation: ClassVar[tuple[str, ...]] = (
        "g = σ(W_xh x_t + b_xh + W_hh h_{t−1})",
        "c = tanh(W_xh x_t + b_xh + W_hh h_{t−1})",
        "h_t = g h_{t−1} + (1 − g) c",
    )
    source: ClassVar[str] = "Collins, Sohl-Dickstein and Sussillo, 2017, arXiv:1611.09913"
    gates: ClassVar[tuple[str, ...]] = ("g", "c")
    candidate: ClassVar[str | None] = "c"
    keep: ClassVar[str | None] = "g"

    kind: Literal["ugrnn"] = "ugrnn"
    keep_bias: float = bounded(1.0, -10.0, 10.0)
    recurrent_init: RecurrentInit = Field(default_factory=XavierInit, json_schema_extra={"advanced": True})

    @property
    def has_kernel(self) -> bool:
        """Yes."""
        return True
