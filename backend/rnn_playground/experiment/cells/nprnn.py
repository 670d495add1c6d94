"""The network of rectified linear units that starts normalised and positive definite."""

from __future__ import annotations

from typing import ClassVar, Literal

from rnn_playground.experiment.cells.sized import SizedCell
from rnn_playground.experiment.document import bounded


class NprnnCell(SizedCell):
    """ReLU with W_hh = (A + I) / λ_max(A + I), zero bias and W_xh ~ N(0, input_std²) (Talathi and Vartak, 2015)."""

    equation: ClassVar[tuple[str, ...]] = (
        "h_t = max(0, W_xh x_t + b_xh + W_hh h_{t−1})",
        "W_hh = (A + I) / λ_max(A + I), A = R R^T / H, at the start",
    )
    source: ClassVar[str] = "Talathi and Vartak, 2015, arXiv:1511.03771"

    kind: Literal["nprnn"] = "nprnn"
    input_std: float = bounded(0.1, 0.0001, 10.0, scale="log", above=0.0)

    @property
    def has_kernel(self) -> bool:
        """Yes."""
        return True
