"""The network of independent units."""

from __future__ import annotations

from typing import ClassVar, Literal

from rnn_playground.experiment.cells.sized import Shape, SizedCell
from rnn_playground.experiment.document import bounded


class IndrnnCell(SizedCell):
    """Each unit reads the last state of itself alone, with a weight u; units meet in the next layer (Li et al., 2018).

    u ~ U(0, 1), in the last layer 1. Where |u| exceeds ``largest_weight`` it counts as that.
    """

    equation: ClassVar[tuple[str, ...]] = ("h_t = max(0, W_xh x_t + b_xh + u h_{t−1})",)
    source: ClassVar[str] = "Li, Li, Cook, Zhu and Gao, 2018, arXiv:1803.04831"
    recurrent: ClassVar[tuple[str, ...]] = ("u",)

    kind: Literal["indrnn"] = "indrnn"
    layers: int = bounded(2, 1, 3, unit="layers", advanced=True)
    largest_weight: float = bounded(1.0, 0.0, 10.0, advanced=True)

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """W_xh (H, I), u, b_xh (H)."""
        H = self.hidden_size
        return {"W_xh": (H, input_size), "u": (H,), "b_xh": (H,)}
