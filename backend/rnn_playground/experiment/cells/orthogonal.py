"""The network whose recurrent matrix is held orthogonal."""

from __future__ import annotations

from typing import ClassVar, Literal

from rnn_playground.experiment.cells.sized import Shape, SizedCell


class OrthogonalCell(SizedCell):
    """Q = exp(A − Aᵀ) is a rotation whatever the updates make of A; modReLU bends lengths (expRNN).

    A starts as planar rotations by angles θ ~ U(−π, π), W_xh ~ N(0, 2/I), b_mod = 0. A learns at the rate of every
    other parameter. The paper gives it a tenth; at these sizes neither rate is better throughout (32 units, Adam, copy
    over 20 steps, two seeds: 349 and 453 updates at the rate 0.001 against 616 and more than 700 with a tenth, but 260
    and 196 at 0.01 against 112 and 116).
    """

    equation: ClassVar[tuple[str, ...]] = (
        "Q = exp(A − A^T)",
        "z_t = W_xh x_t + Q h_{t−1}",
        "h_t = sgn(z_t) max(0, |z_t| + b_mod)",
    )
    source: ClassVar[str] = (
        "Lezcano-Casado and Martínez-Rubio, 2019, arXiv:1901.08428; "
        "modReLU: Arjovsky, Shah and Bengio, 2016, arXiv:1511.06464; "
        "rotations: Henaff, Szlam and LeCun, 2016, arXiv:1602.06662"
    )
    recurrent: ClassVar[tuple[str, ...]] = ("A",)

    kind: Literal["orthogonal"] = "orthogonal"

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """W_xh (H, I), A (H, H) of which only A − Aᵀ counts, the threshold b_mod (H)."""
        H = self.hidden_size
        return {"W_xh": (H, input_size), "A": (H, H), "b_mod": (H,)}

    def preparation_work(self) -> int:
        """About ten products of (H, H) matrices in float64, each twice the work, for the exponential of a layer."""
        return 20 * self.hidden_size**3
