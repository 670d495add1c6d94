"""The minimal gated recurrent unit."""

from __future__ import annotations

from typing import ClassVar, Literal

from rnn_playground.experiment.cells.sized import Shape, SizedCell
from rnn_playground.experiment.document import bounded


class MingruCell(SizedCell):
    """Gates k, c that see the input alone; k near 1 keeps the state (Feng et al., 2024).

    k is 1 − z in the paper's letters, whose z near 1 writes. With no path from h to the gates, one layer cannot let
    what it reads depend on what it has read: layers on each other do. ``keep_bias``, b_xh of k at the start, is 2, so
    that a state lasts for about eight time steps before anything is learnt; at 0 it lasts for two.
    """

    equation: ClassVar[tuple[str, ...]] = (
        "k = σ(W_xh x_t + b_xh)",
        "c = W_xh x_t + b_xh",
        "h_t = k h_{t−1} + (1 − k) c",
    )
    source: ClassVar[str] = "Feng, Tung, Ahmed, Bengio and Hajimirsadeghi, 2024, arXiv:2410.01201"
    gates: ClassVar[tuple[str, ...]] = ("k", "c")
    candidate: ClassVar[str | None] = "c"
    keep: ClassVar[str | None] = "k"
    recurrent: ClassVar[tuple[str, ...]] = ()

    kind: Literal["mingru"] = "mingru"
    layers: int = bounded(2, 1, 3, unit="layers", advanced=True)
    keep_bias: float = bounded(2.0, -10.0, 10.0)

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """W_xh (2H, I), b_xh (2H): blocks k, c."""
        rows = 2 * self.hidden_size
        return {"W_xh": (rows, input_size), "b_xh": (rows,)}
