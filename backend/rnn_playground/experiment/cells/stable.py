"""Cells that are stable by construction.

``orthogonal`` turns, ``antisymmetric`` is a stable differential equation, ``cornn`` couples oscillators, ``lru`` is
linear in its state, with eigenvalues on a ring.
"""

from __future__ import annotations

import math
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.cells.sized import Carries, Shape, SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit


class OrthogonalCell(SizedCell):
    """Q = exp(A − Aᵀ) is a rotation whatever the updates make of A; modReLU bends lengths (expRNN).

    A starts as planar rotations by angles θ ~ U(−π, π), W_xh ~ N(0, 2/I), b_mod = 0. A learns at the rate of every
    other parameter. The paper gives it a tenth; at these sizes neither rate is better throughout (32 units, Adam, copy
    over 20 steps, two seeds: 349 and 453 updates at the rate 0.001 against 616 and more than 700 with a tenth, but 260
    and 196 at 0.01 against 112 and 116).
    """

    equation: ClassVar[tuple[str, ...]] = (
        "Q = exp(A − A^T)",
        "z_t = W_xh x_t + Q h_{t−1}",
        "h_t = sgn(z_t) max(0, |z_t| + b_mod)",
    )
    source: ClassVar[str] = (
        "Lezcano-Casado and Martínez-Rubio, 2019, arXiv:1901.08428; "
        "modReLU: Arjovsky, Shah and Bengio, 2016, arXiv:1511.06464; "
        "rotations: Henaff, Szlam and LeCun, 2016, arXiv:1602.06662"
    )
    recurrent: ClassVar[tuple[str, ...]] = ("A",)

    kind: Literal["orthogonal"] = "orthogonal"

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """W_xh (H, I), A (H, H) of which only A − Aᵀ counts, the threshold b_mod (H)."""
        H = self.hidden_size
        return {"W_xh": (H, input_size), "A": (H, H), "b_mod": (H,)}

    def preparation_work(self) -> int:
        """About ten products of (H, H) matrices in float64, each twice the work, for the exponential of a layer."""
        return 20 * self.hidden_size**3


class AntisymmetricCell(SizedCell):
    """Euler steps of size ε along h′ = tanh((A − Aᵀ − γ I) h + …), whose linear part only turns (Chang et al., 2019).

    A ~ N(0, 1/H), W_xh ~ N(0, 1/I), b_xh = 0. ``step_size`` is ε, ``damping`` is γ.
    """

    equation: ClassVar[tuple[str, ...]] = (
        "z_t = W_xh x_t + b_xh + (A − A^T − γ I) h_{t−1}",
        "h_t = h_{t−1} + ε tanh(z_t)",
    )
    source: ClassVar[str] = "Chang, Chen, Haber and Chi, 2019, arXiv:1902.09689"
    recurrent: ClassVar[tuple[str, ...]] = ("A",)

    kind: Literal["antisymmetric"] = "antisymmetric"
    step_size: float = bounded(0.1, 0.0001, 1.0, scale="log", above=0.0)
    damping: float = bounded(0.01, 0.0, 100.0)

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """W_xh (H, I), A (H, H) of which only A − Aᵀ counts, b_xh (H)."""
        H = self.hidden_size
        return {"W_xh": (H, input_size), "A": (H, H), "b_xh": (H,)}


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
