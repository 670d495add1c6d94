"""Cells that are stable by construction.

``orthogonal`` turns, ``antisymmetric`` is a stable differential equation, ``cornn`` couples oscillators, ``lru`` is
linear in its state, with eigenvalues on a ring.
"""

from __future__ import annotations

import math
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.cells.sized import Shape, SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit


class OrthogonalCell(SizedCell):
    """Q = exp(A − Aᵀ) is a rotation whatever the updates make of A; modReLU bends lengths (expRNN).

    A starts as planar rotations by angles θ ~ U(−π, π), W_xh ~ N(0, 2/I), b_mod = 0. A learns at the rate of every
    other parameter. The paper gives it a tenth; at these sizes neither rate is better throughout (32 units, Adam, copy
    over 20 steps, two seeds: 349 and 453 updates at the rate 0.001 against 616 and more than 700 with a tenth, but 260
    and 196 at 0.01 against 112 and 116).
    """

    equation = (
        "Q = exp(A − A^T)",
        "z_t = W_xh x_t + Q h_{t−1}",
        "h_t = sgn(z_t) max(0, |z_t| + b_mod)",
    )
    source = (
        "Lezcano-Casado and Martínez-Rubio, 2019, arXiv:1901.08428; "
        "modReLU: Arjovsky, Shah and Bengio, 2016, arXiv:1511.06464; "
        "rotations: Henaff, Szlam and LeCun, 2016, arXiv:1602.06662"
    )
    recurrent = ("A",)
    layer_parameters: ClassVar[dict[str, str]] = {"W_xh": "HI", "A": "HH", "b_mod": "H"}

    kind: Literal["orthogonal"] = "orthogonal"

    def preparation_work(self) -> int:
        """About ten products of (H, H) matrices in float64, each twice the work, for the exponential of a layer."""
        return 20 * self.hidden_size**3


class AntisymmetricCell(SizedCell):
    """Euler steps of size ε along h′ = tanh((A − Aᵀ − γ I) h + …), whose linear part only turns (Chang et al., 2019).

    A ~ N(0, 1/H), W_xh ~ N(0, 1/I), b_xh = 0. ``step_size`` is ε, ``damping`` is γ.
    """

    equation = (
        "z_t = W_xh x_t + b_xh + (A − A^T − γ I) h_{t−1}",
        "h_t = h_{t−1} + ε tanh(z_t)",
    )
    source = "Chang, Chen, Haber and Chi, 2019, arXiv:1902.09689"
    recurrent = ("A",)
    layer_parameters: ClassVar[dict[str, str]] = {"W_xh": "HI", "A": "HH", "b_xh": "H"}

    kind: Literal["antisymmetric"] = "antisymmetric"
    step_size: float = bounded(0.1, 0.0001, 1.0, scale="log", above=0.0)
    damping: float = bounded(0.01, 0.0, 100.0)


class CornnCell(SizedCell):
    """Each unit is a damped oscillator at h with velocity z, driven by all the others (Rusch and Mishra, 2021).

    ``step_size`` is Δt, ``frequency`` is γ, the pull back to the origin, ``damping`` is ε. The paper tunes them task by
    task (Δt 0.042 … 0.076, γ 0.4 … 66, ε 4.7 … 15); the defaults let a unit swing visibly within a short sequence.
    """

    equation = (
        "z_t = z_{t−1} + Δt (tanh(W_xh x_t + b_xh + W_hh h_{t−1} + W_zh z_{t−1}) − γ h_{t−1} − ε z_{t−1})",
        "h_t = h_{t−1} + Δt z_t",
    )
    source = "Rusch and Mishra, 2021, arXiv:2010.00951"
    states = ("h", "z")
    recurrent = ("W_hh", "W_zh")
    layer_parameters: ClassVar[dict[str, str]] = {"W_xh": "HI", "W_hh": "HH", "W_zh": "HH", "b_xh": "H"}

    kind: Literal["cornn"] = "cornn"
    step_size: float = bounded(0.1, 0.0001, 1.0, scale="log", above=0.0)
    frequency: float = bounded(1.0, 0.0, 100.0)
    damping: float = bounded(1.0, 0.0, 100.0)
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})


class LruCell(SizedCell):
    """A complex state x that turns and shrinks by a λ for each unit, read out through a gate (Orvieto et al., 2023).

    At the start |λ|² ~ U(r_min², r_max²), the phases are U(0, max_phase), γ = √(1 − |λ|²); B ~ N(0, 1/(2 I)) and
    C ~ N(0, 1/H) in both parts, D ~ N(0, 1/I).
    """

    equation = (
        "λ = exp(−e^{ν} + i e^{θ})",
        "x_t = λ x_{t−1} + γ B u_t, γ = e^{gamma_log}, u_t read by the layer",
        "y_t = Re(C x_t) + D u_t",
        "h_t = y_t σ(W_gate y_t + b_gate)",
    )
    source = "Orvieto et al., 2023, arXiv:2303.06349"
    states = ("h", "x")
    recurrent = ("nu", "theta")
    carries = "state"
    layer_parameters: ClassVar[dict[str, str]] = {
        "nu": "H", "theta": "H", "gamma_log": "H", "B_re": "HI", "B_im": "HI",
        "C_re": "HH", "C_im": "HH", "D": "HI", "W_gate": "HH", "b_gate": "H",
    }  # fmt: skip

    kind: Literal["lru"] = "lru"
    r_min: float = bounded(0.9, 0.0, 0.999)
    r_max: float = bounded(0.999, 0.001, 0.99999)
    max_phase: float = bounded(2.0 * math.pi, 0.001, 2.0 * math.pi, unit="rad", advanced=True)

    @model_validator(mode="after")
    def _ring(self) -> Self:
        check_ring(self.r_min, self.r_max)
        return self

    def state_shapes(self) -> dict[str, Shape]:
        """h (H), and x (H, 2): real and imaginary part."""
        return {"h": (self.hidden_size,), "x": (self.hidden_size, 2)}


def check_ring(r_min: float, r_max: float) -> None:
    """Raise PydanticCustomError where no eigenvalue lies between the two."""
    if r_min > r_max:
        raise PydanticCustomError(
            "ring",
            "r_min {r_min} is above r_max {r_max}, so no eigenvalue lies between them; choose r_min up to {r_max}",
            {"r_min": r_min, "r_max": r_max, "path": ["r_min"]},
        )
