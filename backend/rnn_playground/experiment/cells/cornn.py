"""The network of coupled oscillators."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.cells.sized import Shape, SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit


class CornnCell(SizedCell):
    """Each unit is a damped oscillator at h with velocity z, driven by all the others (Rusch and Mishra, 2021).

    ``step_size`` is Δt, ``frequency`` is γ, the pull back to the origin, ``damping`` is ε. The paper tunes them task by
    task (Δt 0.042 … 0.076, γ 0.4 … 66, ε 4.7 … 15); the defaults let a unit swing visibly within a short sequence.
    """

    equation: ClassVar[tuple[str, ...]] = (
        "z_t = z_{t−1} + Δt (tanh(W_xh x_t + b_xh + W_hh h_{t−1} + W_zh z_{t−1}) − γ h_{t−1} − ε z_{t−1})",
        "h_t = h_{t−1} + Δt z_t",
    )
    source: ClassVar[str] = "Rusch and Mishra, 2021, arXiv:2010.00951"
    states: ClassVar[tuple[str, ...]] = ("h", "z")
    recurrent: ClassVar[tuple[str, ...]] = ("W_hh", "W_zh")

    kind: Literal["cornn"] = "cornn"
    step_size: float = bounded(0.1, 0.0001, 1.0, scale="log", above=0.0)
    frequency: float = bounded(1.0, 0.0, 100.0)
    damping: float = bounded(1.0, 0.0, 100.0)
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """W_xh (H, I), W_hh, W_zh (H, H), b_xh (H)."""
        H = self.hidden_size
        return {"W_xh": (H, input_size), "W_hh": (H, H), "W_zh": (H, H), "b_xh": (H,)}
