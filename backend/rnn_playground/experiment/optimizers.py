"""The optimisers: one document a rule; the arithmetic is ``torch.optim``'s."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.document import Document, bounded

LearningRate = Annotated[float, Field(ge=0.0, le=1e6)]


def _learning_rate() -> float:
    return bounded(0.01, 0.0, 1e6, scale="log")  # type: ignore[no-any-return]


class Sgd(Document):
    """w ← w − η g."""

    equation: ClassVar[tuple[str, ...]] = ("w ← w − η g",)
    source: ClassVar[str] = "Robbins and Monro, 1951, doi:10.1214/aoms/1177729586"

    kind: Literal["sgd"] = "sgd"
    learning_rate: float = _learning_rate()


class Momentum(Document):
    """v ← μ v + g; w ← w − η v."""

    equation: ClassVar[tuple[str, ...]] = ("v ← μ v + g", "w ← w − η v")
    source: ClassVar[str] = "Polyak, 1964, doi:10.1016/0041-5553(64)90137-5"

    kind: Literal["momentum"] = "momentum"
    learning_rate: float = _learning_rate()
    momentum: float = bounded(0.9, 0.0, 0.9999, advanced=True)


class Nesterov(Document):
    """v ← μ v + g; w ← w − η (g + μ v)."""

    equation: ClassVar[tuple[str, ...]] = ("v ← μ v + g", "w ← w − η (g + μ v)")
    source: ClassVar[str] = "Nesterov, 1983; Sutskever et al., 2013"

    kind: Literal["nesterov"] = "nesterov"
    learning_rate: float = _learning_rate()
    momentum: float = bounded(0.9, 0.0001, 0.9999, above=0.0, advanced=True)


class RmsProp(Document):
    """s ← ρ s + (1 − ρ) g²; w ← w − η g / (√s + ε) (Tieleman and Hinton, 2012)."""

    equation: ClassVar[tuple[str, ...]] = ("s ← ρ s + (1 − ρ) g²", "w ← w − η g / (√s + ε)")
    source: ClassVar[str] = "Tieleman and Hinton, 2012"

    kind: Literal["rmsprop"] = "rmsprop"
    learning_rate: float = _learning_rate()
    decay: float = bounded(0.99, 0.0, 0.9999, advanced=True)


class Adam(Document):
    """Bias-corrected running means of g and g² (Kingma and Ba, 2015)."""

    equation: ClassVar[tuple[str, ...]] = ("m ← β₁ m + (1 − β₁) g", "v ← β₂ v + (1 − β₂) g²", "w ← w − η m̂ / (√v̂ + ε)")
    source: ClassVar[str] = "Kingma and Ba, 2015, arXiv:1412.6980"

    kind: Literal["adam"] = "adam"
    learning_rate: float = _learning_rate()
    beta1: float = bounded(0.9, 0.0, 0.9999, advanced=True)
    beta2: float = bounded(0.999, 0.0, 0.99999, advanced=True)


class AdamW(Document):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019)."""

    equation: ClassVar[tuple[str, ...]] = ("w ← w − η λ w", "w ← w − η m̂ / (√v̂ + ε)")
    source: ClassVar[str] = "Loshchilov and Hutter, 2019, arXiv:1711.05101"

    kind: Literal["adamw"] = "adamw"
    learning_rate: float = _learning_rate()
    beta1: float = bounded(0.9, 0.0, 0.9999, advanced=True)
    beta2: float = bounded(0.999, 0.0, 0.99999, advanced=True)
    weight_decay: float = bounded(0.01, 0.0, 1.0, advanced=True)


OPTIMIZERS = (Sgd, Momentum, Nesterov, RmsProp, Adam, AdamW)
Optimizer = Annotated[Sgd | Momentum | Nesterov | RmsProp | Adam | AdamW, Field(discriminator="kind")]
