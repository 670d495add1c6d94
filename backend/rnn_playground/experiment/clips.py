"""How a gradient is held back before the update."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.document import Document, bounded


class NoClip(Document):
    """The gradient is applied as it is."""

    equation: ClassVar[tuple[str, ...]] = ("g ← g",)
    source: ClassVar[str] = "plain gradient descent"

    kind: Literal["none"] = "none"


class NormClip(Document):
    """g ← g · threshold / ‖g‖ where ‖g‖, over all parameters jointly, is above the threshold (Pascanu et al., 2013)."""

    equation: ClassVar[tuple[str, ...]] = ("g ← g min(1, θ / ‖g‖)",)
    source: ClassVar[str] = "Pascanu, Mikolov and Bengio, 2013, arXiv:1211.5063, algorithm 1"

    kind: Literal["norm"] = "norm"
    threshold: float = bounded(1.0, 1e-4, 1e6, above=0.0, scale="log")


class ValueClip(Document):
    """Every entry of g is held within ±threshold (Mikolov, 2012)."""

    equation: ClassVar[tuple[str, ...]] = ("g ← max(−θ, min(θ, g))",)
    source: ClassVar[str] = "Mikolov, 2012"

    kind: Literal["value"] = "value"
    threshold: float = bounded(1.0, 1e-4, 1e6, above=0.0, scale="log")


CLIPS = (NoClip, NormClip, ValueClip)
Clip = Annotated[NoClip | NormClip | ValueClip, Field(discriminator="kind")]
