"""How W_hh is drawn, one document a kind; any of them can be rescaled to a given spectral radius."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.document import Document, Matrix, bounded


class _Rescalable(Document):
    """``spectral_radius`` rescales the drawn matrix, each gate's block, to that largest |eigenvalue|."""

    equation: ClassVar[tuple[str, ...]]
    source: ClassVar[str]

    spectral_radius: float | None = bounded(None, 0.0, 10.0, advanced=True)

    @model_validator(mode="after")
    def _has_a_radius(self) -> Self:
        for name in ("gain", "scale"):
            if self.spectral_radius and getattr(self, name, 1.0) == 0.0:
                raise no_radius(f"with a {name} of 0 the matrix is zero", self.spectral_radius, ["spectral_radius"])
        return self


def no_radius(why: str, spectral_radius: float, path: list[str | int]) -> PydanticCustomError:
    """Return the error, ``path`` below the document validated, for a matrix that cannot have that spectral radius."""
    return PydanticCustomError(
        "no_radius",
        "{why} and cannot be rescaled to the spectral radius {radius}; leave spectral_radius out or change the matrix",
        {"why": why, "radius": spectral_radius, "path": path},
    )


class UniformInit(_Rescalable):
    """U(−1/√H, 1/√H), what ``torch.nn.RNN`` draws."""

    equation = ("W_hh ~ U(−1/√H, 1/√H)",)
    source = "torch.nn.RNN"

    kind: Literal["uniform"] = "uniform"


class GaussianInit(_Rescalable):
    """N(0, gain²/H): for a gain of 1 the spectral radius is near 1 (circular law)."""

    equation = ("W_hh ~ N(0, gain²/H)",)
    source = "Sompolinsky, Crisanti and Sommers, 1988, doi:10.1103/PhysRevLett.61.259"

    kind: Literal["gaussian"] = "gaussian"
    gain: float = bounded(1.0, 0.0, 10.0)


class XavierInit(_Rescalable):
    """U(−a, a) with a = √(6 / (fan_in + fan_out)) (Glorot and Bengio, 2010)."""

    equation = ("W_hh ~ U(−a, a), a = √(6 / (2H))",)
    source = "Glorot and Bengio, 2010"

    kind: Literal["xavier"] = "xavier"


class HeInit(_Rescalable):
    """N(0, 2/H) (He et al., 2015)."""

    equation = ("W_hh ~ N(0, 2/H)",)
    source = "He et al., 2015, arXiv:1502.01852"

    kind: Literal["he"] = "he"


class OrthogonalInit(_Rescalable):
    """gain · Q with Q uniform over the orthogonal matrices (Saxe et al., 2014)."""

    equation = ("W_hh = gain Q, Q^T Q = I",)
    source = "Saxe, McClelland and Ganguli, 2014, arXiv:1312.6120"

    kind: Literal["orthogonal"] = "orthogonal"
    gain: float = bounded(1.0, 0.0, 10.0)


class IdentityInit(_Rescalable):
    """scale · I (Le, Jaitly and Hinton, 2015)."""

    equation = ("W_hh = scale I",)
    source = "Le, Jaitly and Hinton, 2015, arXiv:1504.00941"

    kind: Literal["identity"] = "identity"
    scale: float = bounded(1.0, -10.0, 10.0)


class NpInit(_Rescalable):
    """(A + I) / λ_max(A + I), A = R Rᵀ / H, R ~ N(0, 1): one eigenvalue at 1, none above (Talathi and Vartak, 2015)."""

    equation = ("W_hh = (A + I) / λ_max(A + I), A = R R^T / H",)
    source = "Talathi and Vartak, 2015, arXiv:1511.03771"

    kind: Literal["np"] = "np"


class MatrixInit(_Rescalable):
    """The matrix itself, (G·H, H), row by row."""

    equation = ("W_hh as given",)
    source = "the user's own numbers"

    kind: Literal["matrix"] = "matrix"
    matrix: Matrix = Field(json_schema_extra={"advanced": False})

    @model_validator(mode="after")
    def _rectangular(self) -> MatrixInit:
        widths = {len(row) for row in self.matrix}
        if len(widths) != 1 or 0 in widths:
            raise PydanticCustomError(
                "matrix_rows",
                "the rows of matrix have lengths {widths}; all rows must have the same length, at least 1",
                {"widths": sorted(widths), "path": ["matrix"]},
            )
        return self


RecurrentInit = Annotated[
    UniformInit | GaussianInit | XavierInit | HeInit | OrthogonalInit | IdentityInit | NpInit | MatrixInit,
    Field(discriminator="kind"),
]
