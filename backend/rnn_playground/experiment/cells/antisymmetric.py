"""The network read as a stable differential equation."""

from __future__ import annotations

from typing import ClassVar, Literal

from rnn_playground.experiment.cells.sized import Shape, SizedCell
from rnn_playground.experiment.document import bounded


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
