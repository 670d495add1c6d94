"""The structurally constrained network: a slow context beside the hidden units."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.cells.sized import Carries, Shape, SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit


class ScrnCell(SizedCell):
    """A context s that forgets at the fixed rate α, and hidden units that read it (Mikolov et al., 2014).

    The context has as many units as h. The paper reads y = f(U h + V s); here h alone is read out, as of every cell,
    and the context reaches y within the same time step through W_sh.
    """

    equation: ClassVar[tuple[str, ...]] = (
        "s_t = α s_{t−1} + (1 − α) W_xs x_t",
        "h_t = σ(W_sh s_t + W_xh x_t + W_hh h_{t−1})",
    )
    source: ClassVar[str] = "Mikolov, Joulin, Chopra, Mathieu and Ranzato, 2014, arXiv:1412.7753"
    states: ClassVar[tuple[str, ...]] = ("h", "s")
    carries: ClassVar[Carries] = "state"

    kind: Literal["scrn"] = "scrn"
    context_keep: float = bounded(0.95, 0.0, 1.0)
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """W_xh, W_xs (H, I), W_hh, W_sh (H, H); no biases."""
        H = self.hidden_size
        return {"W_xh": (H, input_size), "W_hh": (H, H), "W_xs": (H, input_size), "W_sh": (H, H)}
