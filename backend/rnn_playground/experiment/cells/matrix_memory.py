"""Cells whose memory is a matrix of associations, which keys write and queries read: ``deltanet``."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.cells.input_gated import InputGatedCell
from rnn_playground.experiment.cells.sized import Shape
from rnn_playground.experiment.document import bounded


class DeltanetCell(InputGatedCell):
    """A matrix S that maps keys to values; each time step brings its answer at one key nearer to a new value.

    β says how far: all the way at 1, and with ``beta_max`` 2 beyond it, so that the step turns S round at k where β is
    2 (Grazzi et al., 2024). ``decay_gate`` adds α, which fades all of S (Yang, Kautz and Hatamizadeh, 2024) and is 1
    without it; ``keep_bias`` is its b_α at the start. q and k have ``key_size`` numbers; α and β are one number of the
    layer, the same in every unit.
    """

    equation = (
        "q = s_q / ‖s_q‖, s_q = SiLU(W_q x_t + b_q)",
        "k = s_k / ‖s_k‖, s_k = SiLU(W_k x_t + b_k)",
        "v = W_v x_t + b_v",
        "β = β_max σ(W_β x_t + b_β)",
        "S_t = α S_{t−1} (I − β k k^T) + β v k^T",
        "h_t = S_t q",
        "α = σ(W_α x_t + b_α) given a decay gate",
    )
    source = (
        "Yang, Wang, Zhang, Shen and Kim, 2024, arXiv:2406.06484; "
        "β up to 2: Grazzi et al., 2024, arXiv:2411.12537; "
        "decay gate: Yang, Kautz and Hatamizadeh, 2024, arXiv:2412.06464"
    )
    states = ("h", "S")
    matrices = ("S",)
    carries = "state"
    candidate = "v"
    layer_parameters: ClassVar[dict[str, str]] = {
        "W_q": "KI", "W_k": "KI", "W_v": "HI", "W_beta": "1I", "b_q": "K", "b_k": "K", "b_v": "H", "b_beta": "1",
    }  # fmt: skip

    kind: Literal["deltanet"] = "deltanet"
    key_size: int = bounded(4, 1, 32, unit="numbers")
    beta_max: int = bounded(1, 1, 2)
    decay_gate: bool = Field(default=False)
    keep_bias: float = Field(
        default=4.0, ge=-10.0, le=10.0, json_schema_extra={"unit": None, "only_with": {"decay_gate": True}}
    )

    @property
    def gates(self) -> tuple[str, ...]:  # type: ignore[override]
        """With a decay gate α, β and v, else β and v."""
        return ("α", "β", "v") if self.decay_gate else ("β", "v")

    @property
    def keep(self) -> str | None:  # type: ignore[override]
        """α, where there is one."""
        return "α" if self.decay_gate else None

    @property
    def arithmetic(self) -> int:
        """The gates, and a row of the matrix."""
        return len(self.gates) + self.key_size

    def gate_range(self, gate: str) -> tuple[float, float]:
        """β goes up to ``beta_max``."""
        return (0.0, float(self.beta_max)) if gate == "β" else super().gate_range(gate)

    def axis_sizes(self, input_size: int) -> dict[str, int]:
        """K numbers of a key besides, and 1."""
        return {**super().axis_sizes(input_size), "K": self.key_size, "1": 1}

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """With a decay gate ``W_alpha`` (1, I) and ``b_alpha`` (1) besides."""
        shapes = super().layer_shapes(input_size)
        return {**shapes, "W_alpha": (1, input_size), "b_alpha": (1,)} if self.decay_gate else shapes

    def state_shapes(self) -> dict[str, Shape]:
        """h (H), and S (H, K): a row for each unit."""
        return {"h": (self.hidden_size,), "S": (self.hidden_size, self.key_size)}
