"""The identity-initialised network of rectified linear units."""

from __future__ import annotations

from typing import ClassVar, Literal

from rnn_playground.experiment.cells.sized import SizedCell
from rnn_playground.experiment.document import bounded


class IrnnCell(SizedCell):
    """ReLU with W_hh = scale · I, zero bias and W_xh ~ N(0, input_std²) (Le, Jaitly and Hinton, 2015)."""

    equation: ClassVar[tuple[str, ...]] = (
        "h_t = max(0, W_xh x_t + b_xh + W_hh h_{t−1})",
        "W_hh = s I at the start",
    )
    source: ClassVar[str] = "Le, Jaitly and Hinton, 2015, arXiv:1504.00941"

    kind: Literal["irnn"] = "irnn"
    scale: float = bounded(1.0, 0.0, 2.0)
    input_std: float = bounded(0.1, 0.0001, 10.0, scale="log", above=0.0)

    @property
    def has_kernel(self) -> bool:
        """Yes."""
        return True
