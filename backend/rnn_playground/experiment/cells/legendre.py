"""A cell with a window of its past as memory, in Legendre polynomials: ``lmu``."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.cells.sized import Shape, SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import GaussianInit, RecurrentInit


class LmuCell(SizedCell):
    """The Legendre Memory Unit: m holds the last θ time steps of one signal u, h reads it (Voelker et al., 2019).

    The ``order`` numbers of m are the coefficients of the Legendre polynomials that u of the window is nearest to;
    ``theta`` is the window's length in time steps. A_θ and B_θ follow from the two and are not trained.
    """

    equation = (
        "u_t = e_x x_t + e_h h_{t−1} + e_m m_{t−1}",
        "m_t = A_θ m_{t−1} + B_θ u_t",
        "h_t = tanh(W_xh x_t + W_hh h_{t−1} + W_mh m_t)",
        "A_θ = exp(A / θ)",
        "B_θ = A^{−1} (A_θ − I) B",
        "A_{ij} = −(2i + 1) if i < j, else (2i + 1) (−1)^{i−j+1}",
        "B_i = (2i + 1) (−1)^i",
    )
    source = "Voelker, Kajić and Eliasmith, 2019"
    states = ("h", "m")
    layer_states = ("m",)
    recurrent = ("W_hh", "e_h", "e_m")
    carries = "state"
    layer_parameters: ClassVar[dict[str, str]] = {
        "W_xh": "HI", "W_hh": "HH", "W_mh": "HD", "e_x": "1I", "e_h": "1H", "e_m": "1D",
    }  # fmt: skip

    kind: Literal["lmu"] = "lmu"
    order: int = bounded(8, 1, 32, unit="numbers")
    theta: float = bounded(50.0, 1.0, 10_000.0, unit="time steps", scale="log")
    recurrent_init: RecurrentInit = Field(default_factory=GaussianInit, json_schema_extra={"advanced": True})

    def axis_sizes(self, input_size: int) -> dict[str, int]:
        """D numbers of the memory besides, and 1."""
        return {**super().axis_sizes(input_size), "D": self.order, "1": 1}

    def state_shapes(self) -> dict[str, Shape]:
        """h (H), and m (D)."""
        return {"h": (self.hidden_size,), "m": (self.order,)}
