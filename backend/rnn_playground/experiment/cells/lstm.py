"""The long short-term memory."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.cells.sized import SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit


class LstmCell(SizedCell):
    """Gates i, f, g, o around a memory c (Hochreiter and Schmidhuber, 1997; Gers, 2000; as ``torch.nn.LSTM``)."""

    equation: ClassVar[tuple[str, ...]] = (
        "i, f, o = σ(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh)",
        "g = tanh(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh)",
        "c_t = f c_{t−1} + i g",
        "h_t = o tanh(c_t)",
    )
    source: ClassVar[str] = "Hochreiter and Schmidhuber, 1997; forget gate: Gers, Schmidhuber and Cummins, 2000"
    gates: ClassVar[tuple[str, ...]] = ("i", "f", "g", "o")
    states: ClassVar[tuple[str, ...]] = ("h", "c")
    candidate: ClassVar[str | None] = "g"
    keep: ClassVar[str | None] = "f"
    recurrent_bias: ClassVar[bool] = True

    kind: Literal["lstm"] = "lstm"
    forget_bias: float = bounded(1.0, -10.0, 10.0)
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})
