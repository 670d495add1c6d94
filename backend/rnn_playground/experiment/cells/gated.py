"""Cells whose gates decide how much of the old state stays.

The long short-term memory and the one with an exponential gate, the gated recurrent unit, the network with a single
update gate, and the one whose gates are step sizes.
"""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.cells.sized import Shape, SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import GaussianInit, RecurrentInit, UniformInit, XavierInit

LARGEST_GATE = 1e30
"""What a gate without an upper bound is shown and held as at most: float32 has numbers a little beyond."""


class LstmCell(SizedCell):
    """Gates i, f, g, o around a memory c (Hochreiter and Schmidhuber, 1997; Gers, 2000; as ``torch.nn.LSTM``).

    ``peepholes`` let the gates see the memory: i and f read c_{t−1}, o reads c_t, each unit through its own entry of
    p_ch (blocks i, f, o). ``chrono`` is the longest time constant T_max, in time steps: b_f ~ log U(1, T_max − 1) and
    b_i = −b_f, which spreads the units' time constants 1 + e^{b_f} evenly over 2 … T_max; it overrides ``forget_bias``.
    """

    equation = (
        "i, f, o = σ(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh)",
        "g = tanh(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh)",
        "c_t = f c_{t−1} + i g",
        "h_t = o tanh(c_t)",
        "i = σ(… + p_i c_{t−1}), f = σ(… + p_f c_{t−1}), o = σ(… + p_o c_t) given peepholes",
    )
    source = (
        "Hochreiter and Schmidhuber, 1997, doi:10.1162/neco.1997.9.8.1735; "
        "forget gate: Gers, Schmidhuber and Cummins, 2000, doi:10.1162/089976600300015015; "
        "peepholes: Gers and Schmidhuber, 2000, doi:10.1109/IJCNN.2000.861302; "
        "chrono: Tallec and Ollivier, 2018, arXiv:1804.11188"
    )
    gates = ("i", "f", "g", "o")
    states = ("h", "c")
    candidate = "g"
    keep = "f"
    layer_parameters: ClassVar[dict[str, str]] = {**SizedCell.layer_parameters, "b_hh": "G"}

    kind: Literal["lstm"] = "lstm"
    forget_bias: float = bounded(1.0, -10.0, 10.0)
    chrono: float | None = bounded(None, 2.0, 100_000.0, unit="time steps", scale="log")
    peepholes: bool = Field(default=False, json_schema_extra={"advanced": True})
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})

    @property
    def has_kernel(self) -> bool:  # type: ignore[override]
        """Without peepholes."""
        return not self.peepholes

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """As ``torch.nn.LSTM``; with peepholes p_ch (3H) besides."""
        shapes = super().layer_shapes(input_size)
        return {**shapes, "p_ch": (3 * self.hidden_size,)} if self.peepholes else shapes


class GruCell(SizedCell):
    """Gates r, z, n, reset after the matrix product (Cho et al., 2014; as ``torch.nn.GRU``; z near 1 keeps).

    ``chrono`` is the longest time constant T_max, in time steps: b_z ~ log U(1, T_max − 1).
    """

    equation = (
        "r, z = σ(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh)",
        "n = tanh(W_xh x_t + b_xh + r (W_hh h_{t−1} + b_hh))",
        "h_t = (1 − z) n + z h_{t−1}",
    )
    source = "Cho et al., 2014, arXiv:1406.1078; chrono: Tallec and Ollivier, 2018, arXiv:1804.11188"
    gates = ("r", "z", "n")
    candidate = "n"
    keep = "z"
    layer_parameters: ClassVar[dict[str, str]] = {**SizedCell.layer_parameters, "b_hh": "G"}
    has_kernel = True

    kind: Literal["gru"] = "gru"
    chrono: float | None = bounded(None, 2.0, 100_000.0, unit="time steps", scale="log")
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})


class UgrnnCell(SizedCell):
    """Gates g, c: g near 1 keeps the state, near 0 replaces it by the candidate (Collins et al., 2017).

    W_xh is drawn Glorot-uniform, the bias of g starts at ``keep_bias``, that of c at 0.
    """

    equation = (
        "g = σ(W_xh x_t + b_xh + W_hh h_{t−1})",
        "c = tanh(W_xh x_t + b_xh + W_hh h_{t−1})",
        "h_t = g h_{t−1} + (1 − g) c",
    )
    source = "Collins, Sohl-Dickstein and Sussillo, 2017, arXiv:1611.09913"
    gates = ("g", "c")
    candidate = "c"
    keep = "g"
    has_kernel = True

    kind: Literal["ugrnn"] = "ugrnn"
    keep_bias: float = bounded(1.0, -10.0, 10.0)
    recurrent_init: RecurrentInit = Field(default_factory=XavierInit, json_schema_extra={"advanced": True})


class LemCell(SizedCell):
    """Gates Δt₁, Δt₂ that are step sizes: how far z, and h that reads it, move within a time step (Rusch et al., 2022).

    ``step_size`` is Δt, the largest that either can be. A unit whose step is small is slow: it lasts for 1/Δt₁ time
    steps, or 1/Δt₂. g is what z moves to, c what h does. h is y in the paper's letters. All is drawn U(−1/√H, 1/√H).
    """

    equation = (
        "Δt₁, Δt₂ = Δt σ(W_xh x_t + b_xh + W_hh h_{t−1})",
        "g = tanh(W_xh x_t + b_xh + W_hh h_{t−1})",
        "z_t = (1 − Δt₁) z_{t−1} + Δt₁ g",
        "c = tanh(W_xc x_t + b_c + W_zc z_t)",
        "h_t = (1 − Δt₂) h_{t−1} + Δt₂ c",
    )
    source = "Rusch, Mishra, Erichson and Mahoney, 2022, arXiv:2110.04744"
    gates = ("Δt₁", "Δt₂", "g")
    states = ("h", "z")
    candidate = "g"
    layer_parameters: ClassVar[dict[str, str]] = {
        **SizedCell.layer_parameters, "W_xc": "HI", "W_zc": "HH", "b_c": "H",
    }  # fmt: skip

    kind: Literal["lem"] = "lem"
    step_size: float = bounded(1.0, 0.0001, 1.0, scale="log", above=0.0)
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})

    def gate_range(self, gate: str) -> tuple[float, float]:
        """A step size lies between 0 and Δt."""
        return super().gate_range(gate) if gate == self.candidate else (0.0, self.step_size)


class SlstmCell(SizedCell):
    """An LSTM whose input gate i is exponential and has no upper bound, with a normaliser n (Beck et al., 2024).

    c / n is a mean of the candidates g, weighted by their i: one that counts for much more than all before revises what
    is stored. c and n are counted in units of e^m, so that neither leaves the numbers; h does not depend on m. Without
    the ``stabiliser`` m is 0. ``heads`` divide the units into groups that do not see each other's h; they divide
    ``hidden_size``. At the start W_hh is 0, W_xh ~ N(0, 2/(5 I)), and b_f falls from 5 to −7 along the units of a head.
    """

    equation = (
        "i = exp(W_xh x_t + b_xh + W_hh h_{t−1})",
        "f, o = σ(W_xh x_t + b_xh + W_hh h_{t−1})",
        "g = tanh(W_xh x_t + b_xh + W_hh h_{t−1})",
        "m_t = max(log f + m_{t−1}, log i)",
        "f′ = exp(log f + m_{t−1} − m_t)",
        "i′ = exp(log i − m_t)",
        "c_t = f′ c_{t−1} + i′ g",
        "n_t = f′ n_{t−1} + i′",
        "h_t = o c_t / n_t",
    )
    source = "Beck et al., 2024, arXiv:2405.04517"
    gates = ("i", "f", "g", "o")
    states = ("h", "c", "n", "m")
    scaled = ("c", "n", "m")
    candidate = "g"
    keep = "f"

    kind: Literal["slstm"] = "slstm"
    heads: int = bounded(1, 1, 16, advanced=True)
    stabiliser: bool = Field(default=True, json_schema_extra={"advanced": True})
    recurrent_init: RecurrentInit = Field(
        default_factory=lambda: GaussianInit(gain=0.0), json_schema_extra={"advanced": True}
    )

    @property
    def recurrent_blocks(self) -> int:
        """One a head."""
        return self.heads

    def gate_range(self, gate: str) -> tuple[float, float]:
        """An exponential gate has no largest value but that of the numbers."""
        return (0.0, LARGEST_GATE) if gate == "i" else super().gate_range(gate)

    @model_validator(mode="after")
    def _heads_fit(self) -> Self:
        if self.hidden_size % self.heads:
            raise PydanticCustomError(
                "heads_count",
                "{count} heads do not divide hidden_size {hidden_size}; choose a multiple of {count} as hidden_size",
                {"count": self.heads, "hidden_size": self.hidden_size, "path": ["heads"]},
            )
        return self
