"""The linear recurrent unit."""

from __future__ import annotations

import math
from typing import ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.cells.sized import Carries, Shape, SizedCell
from rnn_playground.experiment.document import bounded


class LruCell(SizedCell):
    """A complex state x that turns and shrinks by a λ for each unit, read out through a gate (Orvieto et al., 2023).

    At the start |λ|² ~ U(r_min², r_max²), the phases are U(0, max_phase), γ = √(1 − |λ|²); B ~ N(0, 1/(2 I)) and
    C ~ N(0, 1/H) in both parts, D ~ N(0, 1/I).
    """

    equation: ClassVar[tuple[str, ...]] = (
        "λ = exp(−e^{ν} + i e^{θ})",
        "x_t = λ x_{t−1} + γ B u_t, γ = e^{gamma_log}, u_t read by the layer",
        "y_t = Re(C x_t) + D u_t",
        "h_t = y_t σ(W_gate y_t + b_gate)",
    )
    source: ClassVar[str] = "Orvieto et al., 2023, arXiv:2303.06349"
    states: ClassVar[tuple[str, ...]] = ("h", "x")
    recurrent: ClassVar[tuple[str, ...]] = ("nu", "theta")
    carries: ClassVar[Carries] = "state"

    kind: Literal["lru"] = "lru"
    r_min: float = bounded(0.9, 0.0, 0.999)
    r_max: float = bounded(0.999, 0.001, 0.99999)
    max_phase: float = bounded(2.0 * math.pi, 0.001, 2.0 * math.pi, unit="rad", advanced=True)

    @model_validator(mode="after")
    def _ring(self) -> Self:
        if self.r_min > self.r_max:
            raise PydanticCustomError(
                "ring",
                "r_min {r_min} is above r_max {r_max}, so no eigenvalue lies between them; choose r_min up to {r_max}",
                {"r_min": self.r_min, "r_max": self.r_max, "path": ["r_min"]},
            )
        return self

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """nu, theta, gamma_log (H), B_re, B_im (H, I), C_re, C_im (H, H), D (H, I), W_gate (H, H), b_gate (H)."""
        H = self.hidden_size
        return {
            "nu": (H,), "theta": (H,), "gamma_log": (H,), "B_re": (H, input_size), "B_im": (H, input_size),
            "C_re": (H, H), "C_im": (H, H), "D": (H, input_size), "W_gate": (H, H), "b_gate": (H,),
        }  # fmt: skip

    def state_shapes(self) -> dict[str, Shape]:
        """h (H), and x (H, 2): real and imaginary part."""
        return {"h": (self.hidden_size,), "x": (self.hidden_size, 2)}
