"""The simple recurrent network and its relatives of rectified linear units.

``irnn`` begins as the identity, ``nprnn`` normalised and positive definite; the units of ``indrnn`` are independent.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells.sized import ResidualCell, Shape, SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit

RESIDUAL_SOURCE = "residual path: Kusupati et al., 2018, arXiv:1901.02358"
NORMALISED = "f(g (a − μ) / s + b_xh), a = W_xh x_t + W_hh h_{t−1}, given layer normalisation"
OPTION_SOURCES = f"{RESIDUAL_SOURCE}; layer normalisation: Ba, Kiros and Hinton, 2016, arXiv:1607.06450"


class NormalisedCell(ResidualCell):
    """With ``layer_norm`` the mean μ and the deviation s over the units are taken out of the sum a (Ba et al., 2016).

    Each unit then has a gain g (``g_ln``), 1 at the start, and the bias b_xh, 0 at the start, which is added last.
    """

    layer_norm: bool = Field(default=False, json_schema_extra={"advanced": True, "option": True})

    def layer_shapes(self, input_size: int) -> dict[str, Shape]:
        """With a layer normalisation g_ln (H) in the place of a second bias."""
        shapes = super().layer_shapes(input_size)
        if not self.layer_norm:
            return shapes
        return {**{name: shape for name, shape in shapes.items() if name != "b_hh"}, "g_ln": (self.hidden_size,)}


class RnnCell(NormalisedCell):
    """h_t = f(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh) (Elman, 1990; parameters as ``torch.nn.RNN``)."""

    equation = (
        "h_t = f(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh)",
        f"h_t = {NORMALISED}",
        "h_t = h_{t−1} + α f(…) given a residual path",
    )
    source = f"Elman, 1990, doi:10.1207/s15516709cog1402_1; {OPTION_SOURCES}"
    layer_parameters: ClassVar[dict[str, str]] = {**SizedCell.layer_parameters, "b_hh": "G"}
    has_kernel = True

    kind: Literal["rnn"] = "rnn"
    activation: ActivationKind = Field(default="tanh", json_schema_extra={"advanced": False})
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})


class IrnnCell(NormalisedCell):
    """ReLU with W_hh = scale · I, zero bias and W_xh ~ N(0, input_std²) (Le, Jaitly and Hinton, 2015)."""

    equation = (
        "h_t = max(0, W_xh x_t + b_xh + W_hh h_{t−1})",
        "W_hh = s I at the start",
        f"h_t = {NORMALISED.replace('f(', 'max(0, ')}",
        "h_t = h_{t−1} + α max(0, …) given a residual path",
    )
    source = f"Le, Jaitly and Hinton, 2015, arXiv:1504.00941; {OPTION_SOURCES}"
    has_kernel = True

    kind: Literal["irnn"] = "irnn"
    scale: float = bounded(1.0, 0.0, 2.0)
    input_std: float = bounded(0.1, 0.0001, 10.0, scale="log", above=0.0)


class NprnnCell(NormalisedCell):
    """ReLU with W_hh = (A + I) / λ_max(A + I), zero bias and W_xh ~ N(0, input_std²) (Talathi and Vartak, 2015)."""

    equation = (
        "h_t = max(0, W_xh x_t + b_xh + W_hh h_{t−1})",
        "W_hh = (A + I) / λ_max(A + I), A = R R^T / H, at the start",
        f"h_t = {NORMALISED.replace('f(', 'max(0, ')}",
        "h_t = h_{t−1} + α max(0, …) given a residual path",
    )
    source = f"Talathi and Vartak, 2015, arXiv:1511.03771; {OPTION_SOURCES}"
    has_kernel = True

    kind: Literal["nprnn"] = "nprnn"
    input_std: float = bounded(0.1, 0.0001, 10.0, scale="log", above=0.0)


class IndrnnCell(ResidualCell):
    """Each unit reads the last state of itself alone, with a weight u; units meet in the next layer (Li et al., 2018).

    u ~ U(0, 1), in the last layer 1. Where |u| exceeds ``largest_weight`` it counts as that.
    """

    equation = (
        "h_t = max(0, W_xh x_t + b_xh + u h_{t−1})",
        "h_t = h_{t−1} + α max(0, …) given a residual path",
    )
    source = f"Li, Li, Cook, Zhu and Gao, 2018, arXiv:1803.04831; {RESIDUAL_SOURCE}"
    recurrent = ("u",)
    layer_parameters: ClassVar[dict[str, str]] = {"W_xh": "HI", "u": "H", "b_xh": "H"}

    kind: Literal["indrnn"] = "indrnn"
    layers: int = bounded(2, 1, 3, unit="layers", advanced=True)
    largest_weight: float = bounded(1.0, 0.0, 10.0, advanced=True)
