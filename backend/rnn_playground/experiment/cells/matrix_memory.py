"""Cells whose memory is a matrix of associations, which keys write and queries read: ``deltanet``, ``mlstm``."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.cells.gated import LARGEST_GATE
from rnn_playground.experiment.cells.input_gated import InputGatedCell
from rnn_playground.experiment.cells.sized import Shape
from rnn_playground.experiment.document import bounded


class MatrixMemoryCell(InputGatedCell):
    """What these cells share: a matrix (H, K), a query q and a key k of ``key_size`` numbers, a value v a unit.

    ``layer_gates`` are one number of the layer, the same in every unit.
    """

    carries = "state"
    candidate = "v"
    layer_gates: ClassVar[tuple[str, ...]]

    key_size: int = bounded(4, 1, 32, unit="numbers")

    @property
    def arithmetic(self) -> int:
        """The gates, and a row of the matrix."""
        return len(self.gates) + self.key_size

    def axis_sizes(self, input_size: int) -> dict[str, int]:
        """K numbers of a key besides, and 1."""
        return {**super().axis_sizes(input_size), "K": self.key_size, "1": 1}

    def state_shapes(self) -> dict[str, Shape]:
        """h (H), and the matrix (H, K): a row for each unit."""
        return {"h": (self.hidden_size,), **dict.fromkeys(self.matrices, (self.hidden_size, self.key_size))}


class DeltanetCell(MatrixMemoryCell):
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
    layer_gates = ("α", "β")
    layer_parameters: ClassVar[dict[str, str]] = {
        "W_q": "KI", "W_k": "KI", "W_v": "HI", "W_beta": "1I", "b_q": "K", "b_k": "K", "b_v": "H", "b_beta": "1",
    }  # fmt: skip

    kind: Literal["deltanet"] = "deltanet"
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

    def gate_range(self, gate: str) -> tuple[float, float]:
        """β goes up to ``beta_max``."""
        return (0.0, float(self.beta_max)) if gate == "β" else super().gate_range(gate)

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """With a decay gate ``W_alpha`` (1, I) and ``b_alpha`` (1) besides."""
        shapes = super().layer_shapes(input_size)
        return {**shapes, "W_alpha": (1, input_size), "b_alpha": (1,)} if self.decay_gate else shapes


class MlstmCell(MatrixMemoryCell):
    """The xLSTM's matrix memory: C keeps a share f of all it holds and adds i v kᵀ (Beck et al., 2024).

    i = exp has no upper bound. n is what C would answer had every value been 1, so C q / nᵀq is a mean of the values,
    weighted by their i and by how alike their keys and q are; where |nᵀq| is below 1 the answer is C q itself. C and n
    are counted in units of e^m, so that neither leaves the numbers; h does not depend on m. q and k have ``key_size``
    numbers, n as many; i, f and m are one number of the layer. ``keep_bias`` is b_f at the start.
    """

    equation = (
        "q = W_q x_t + b_q",
        "k = (W_k x_t + b_k) / √K",
        "v = W_v x_t + b_v",
        "i = exp(W_i x_t + b_i)",
        "f = σ(W_f x_t + b_f)",
        "o = σ(W_o x_t + b_o)",
        "m_t = max(log f + m_{t−1}, log i)",
        "f′ = exp(log f + m_{t−1} − m_t)",
        "i′ = exp(log i − m_t)",
        "C_t = f′ C_{t−1} + i′ v k^T",
        "n_t = f′ n_{t−1} + i′ k",
        "s_t = max(|n_t^T q|, exp(−m_t))",
        "h_t = o C_t q / s_t",
    )
    source = "Beck et al., 2024, arXiv:2405.04517"
    gates = ("i", "f", "v", "o")
    states = ("h", "C", "n", "m")
    matrices = ("C",)
    layer_states = ("n", "m")
    layer_gates = ("i", "f")
    scaled = ("C", "n", "m")
    keep = "f"
    layer_parameters: ClassVar[dict[str, str]] = {
        "W_q": "KI", "W_k": "KI", "W_v": "HI", "W_i": "1I", "W_f": "1I", "W_o": "HI",
        "b_q": "K", "b_k": "K", "b_v": "H", "b_i": "1", "b_f": "1", "b_o": "H",
    }  # fmt: skip

    kind: Literal["mlstm"] = "mlstm"
    keep_bias: float = bounded(3.0, -10.0, 10.0)

    def gate_range(self, gate: str) -> tuple[float, float]:
        """An exponential gate has no largest value but that of the numbers."""
        return (0.0, LARGEST_GATE) if gate == "i" else super().gate_range(gate)

    def state_shapes(self) -> dict[str, Shape]:
        """h (H), C (H, K), n (K) and m (1)."""
        return {**super().state_shapes(), "n": (self.key_size,), "m": (1,)}
