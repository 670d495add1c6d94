"""Cells whose gates see the input alone: the minimal gated cells, and a linear recurrence whose decay is a gate."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from rnn_playground.experiment.cells.sized import SizedCell
from rnn_playground.experiment.cells.stable import check_ring
from rnn_playground.experiment.document import bounded


class InputGatedCell(SizedCell):
    """What these cells share: no weight lies between h_{t−1} and h_t, and the candidate is linear in the input.

    With no path from h to the gates, one layer cannot let what it reads depend on what it has read: layers on each
    other do.
    """

    recurrent = ()
    layer_parameters: ClassVar[dict[str, str]] = {"W_xh": "GI", "b_xh": "G"}
    candidate_range = (-100.0, 100.0)

    layers: int = bounded(2, 1, 3, unit="layers", advanced=True)


class MingruCell(InputGatedCell):
    """Gates k, c that see the input alone; k near 1 keeps the state (Feng et al., 2024).

    k is 1 − z in the paper's letters, whose z near 1 writes. ``keep_bias``, b_xh of k at the start, is 2, so that a
    state lasts for about eight time steps before anything is learnt; at 0 it lasts for two.
    """

    equation = (
        "k = σ(W_xh x_t + b_xh)",
        "c = W_xh x_t + b_xh",
        "h_t = k h_{t−1} + (1 − k) c",
    )
    source = "Feng, Tung, Ahmed, Bengio and Hajimirsadeghi, 2024, arXiv:2410.01201"
    gates = ("k", "c")
    candidate = "c"
    keep = "k"

    kind: Literal["mingru"] = "mingru"
    keep_bias: float = bounded(2.0, -10.0, 10.0)


class MinlstmCell(InputGatedCell):
    """Shares f′ and i′ = 1 − f′ that see the input alone, as the gates of minGRU do (Feng et al., 2024).

    The gates f and i that are shown and held are these shares: f′ of the state stays. ``keep_bias`` is b_xh of f at the
    start, and its negative that of i. So f′ = σ(``keep_bias``) where the input is 0, and a state lasts for about eight
    time steps before anything is learnt; with b_i = 0, however large b_f is, no more than two thirds would stay.
    """

    equation = (
        "f, i = σ(W_xh x_t + b_xh)",
        "c = W_xh x_t + b_xh",
        "f′ = f / (f + i), i′ = i / (f + i)",
        "h_t = f′ h_{t−1} + i′ c",
    )
    source = "Feng, Tung, Ahmed, Bengio and Hajimirsadeghi, 2024, arXiv:2410.01201"
    gates = ("f", "i", "c")
    candidate = "c"
    keep = "f"

    kind: Literal["minlstm"] = "minlstm"
    keep_bias: float = bounded(2.0, -10.0, 10.0)


class RglruCell(InputGatedCell):
    """A real state whose decay a is set by a gate r that sees the input alone, the RG-LRU of Hawk (De et al., 2024).

    The gate a that is shown and held is the decay itself, which r makes of Λ: W_xh and b_xh have the blocks of r, i and
    u. At the start r_min² … r_max² has the squares of exp(−softplus(Λ)), which is a where r is 1/8, evenly;
    W_xh ~ N(0, 1/I), b_xh = 0.
    """

    equation = (
        "r, i = σ(W_xh x_t + b_xh)",
        "u = W_xh x_t + b_xh",
        "a = exp(−8 r softplus(Λ))",
        "h_t = a h_{t−1} + √(1 − a²) i u",
    )
    source = "De et al., 2024, arXiv:2402.19427"
    gates = ("a", "i", "u")
    candidate = "u"
    keep = "a"
    layer_parameters: ClassVar[dict[str, str]] = {"W_xh": "GI", "Lambda": "H", "b_xh": "G"}

    kind: Literal["rglru"] = "rglru"
    r_min: float = bounded(0.9, 0.0, 0.999)
    r_max: float = bounded(0.999, 0.001, 0.99999)

    @model_validator(mode="after")
    def _ring(self) -> Self:
        check_ring(self.r_min, self.r_max)
        return self
