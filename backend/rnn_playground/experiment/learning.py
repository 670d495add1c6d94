"""How a lane learns: how far back its losses are followed, how the gradient is held back, the rule of the update."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, Self, assert_never

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.document import LOCAL, Choice, bounded


class FullBptt(Choice):
    """Through the whole sequence."""

    equation = ("∂L/∂W_hh = Σ_t (∂L/∂h_t) (∂h_t/∂W_hh)",)
    source = "Werbos, 1990, doi:10.1109/5.58337"

    kind: Literal["full"] = "full"


class TruncatedBptt(Choice):
    """Every ``shift`` steps the losses made since the last time go back through the last ``window`` steps.

    What is left at the end of the sequence goes back once more. Each loss counts once, the state is carried on
    detached, and all contributions of a sequence are summed into one update (BPTT(h; h′) of Williams and Peng, 1990).
    A window longer than the sequence reaches back to its beginning.
    """

    equation = (
        "∂L/∂W_hh ≈ Σ_i Σ_{s : e_i − k < s ≤ i} (∂ℓ_i/∂h_s) (∂h_s/∂W_hh)",
        "e_i = min(T, m ⌈i / m⌉), k = window, m = shift",
    )
    source = "Williams and Peng, 1990, doi:10.1162/neco.1990.2.4.490"

    kind: Literal["truncated"] = "truncated"
    window: int = bounded(20, 1, LOCAL.length[1], unit="time steps", scale="log")
    shift: int = bounded(10, 1, LOCAL.length[1], unit="time steps", scale="log")

    @model_validator(mode="after")
    def _window_holds_the_shift(self) -> Self:
        if self.window < self.shift:
            raise PydanticCustomError(
                "window_below_shift",
                "window {window} is shorter than shift {shift}, so some losses would not be followed back to their "
                "own time step; choose a window of at least {shift}, or a shift of at most {window}",
                {"window": self.window, "shift": self.shift, "path": ["window"]},
            )
        return self


class Chunk(NamedTuple):
    """The losses of the time steps ``first`` … ``end`` − 1, from 0, go back to time step ``reach`` and no further."""

    reach: int
    first: int
    end: int


FULL = FullBptt()
BPTTS = (FullBptt, TruncatedBptt)
Bptt = Annotated[FullBptt | TruncatedBptt, Field(discriminator="kind")]


def backward_chunks(bptt: Bptt, length: int) -> tuple[Chunk, ...]:
    """Return the stretches of a sequence of ``length`` steps whose losses are followed back together, in order."""
    match bptt:
        case FullBptt():
            return (Chunk(0, 0, length),)
        case TruncatedBptt(window=window, shift=shift):
            firsts = range(0, length, shift)
            ends = (min(first + shift, length) for first in firsts)
            return tuple(Chunk(max(0, end - window), first, end) for first, end in zip(firsts, ends, strict=True))
        case _ as unreachable:
            assert_never(unreachable)


def window_reach(bptt: Bptt, loss: int, length: int) -> int:
    """Return how many time steps before itself the loss made at time step ``loss`` is followed back at the most."""
    return next(loss - chunk.reach for chunk in backward_chunks(bptt, length) if loss < chunk.end)


def backward_steps(bptt: Bptt, length: int) -> int:
    """Return how many time steps are run for a gradient: those of all windows together, side by side or overlapping."""
    chunks = backward_chunks(bptt, length)
    return len(chunks) * max(chunk.end - chunk.reach for chunk in chunks)


def truncation_mask(bptt: Bptt, length: int) -> NDArray[np.uint8]:
    """Return (time_step, time_step): 1 where the loss made at the row's step reaches the state of the column's.

    Counted from 1, M[i, s] = 1 where e_i − window < s ≤ i, with e_i the end of the chunk that loss i belongs to.
    """
    mask = np.zeros((length, length), dtype=np.uint8)
    for reach, first, end in backward_chunks(bptt, length):
        mask[first:end, reach:end] = 1
    return np.tril(mask)


class NoClip(Choice):
    """The gradient is applied as it is."""

    equation = ("g ← g",)
    source = "plain gradient descent"

    kind: Literal["none"] = "none"


class NormClip(Choice):
    """g ← g · threshold / ‖g‖ where ‖g‖, over all parameters jointly, is above the threshold (Pascanu et al., 2013)."""

    equation = ("g ← g min(1, θ / ‖g‖)",)
    source = "Pascanu, Mikolov and Bengio, 2013, arXiv:1211.5063, algorithm 1"

    kind: Literal["norm"] = "norm"
    threshold: float = bounded(1.0, 1e-4, 1e6, above=0.0, scale="log")


class ValueClip(Choice):
    """Every entry of g is held within ±threshold (Mikolov, 2012)."""

    equation = ("g ← max(−θ, min(θ, g))",)
    source = "Mikolov, 2012"

    kind: Literal["value"] = "value"
    threshold: float = bounded(1.0, 1e-4, 1e6, above=0.0, scale="log")


CLIPS = (NoClip, NormClip, ValueClip)
Clip = Annotated[NoClip | NormClip | ValueClip, Field(discriminator="kind")]


LearningRate = Annotated[float, Field(ge=0.0, le=1e6)]


class UpdateRule(Choice):
    """How an optimiser makes an update of a gradient g."""

    learning_rate: float = bounded(0.01, 0.0, 1e6, scale="log")


class Sgd(UpdateRule):
    """w ← w − η g."""

    equation = ("w ← w − η g",)
    source = "Robbins and Monro, 1951, doi:10.1214/aoms/1177729586"

    kind: Literal["sgd"] = "sgd"


class Momentum(UpdateRule):
    """v ← μ v + g; w ← w − η v."""

    equation = ("v ← μ v + g", "w ← w − η v")
    source = "Polyak, 1964, doi:10.1016/0041-5553(64)90137-5"

    kind: Literal["momentum"] = "momentum"
    momentum: float = bounded(0.9, 0.0, 0.9999, advanced=True)


class Nesterov(UpdateRule):
    """v ← μ v + g; w ← w − η (g + μ v)."""

    equation = ("v ← μ v + g", "w ← w − η (g + μ v)")
    source = "Nesterov, 1983; Sutskever et al., 2013"

    kind: Literal["nesterov"] = "nesterov"
    momentum: float = bounded(0.9, 0.0001, 0.9999, above=0.0, advanced=True)


class RmsProp(UpdateRule):
    """s ← ρ s + (1 − ρ) g²; w ← w − η g / (√s + ε) (Tieleman and Hinton, 2012)."""

    equation = ("s ← ρ s + (1 − ρ) g²", "w ← w − η g / (√s + ε)")
    source = "Tieleman and Hinton, 2012"

    kind: Literal["rmsprop"] = "rmsprop"
    decay: float = bounded(0.99, 0.0, 0.9999, advanced=True)


class Adam(UpdateRule):
    """Bias-corrected running means of g and g² (Kingma and Ba, 2015)."""

    equation = ("m ← β₁ m + (1 − β₁) g", "v ← β₂ v + (1 − β₂) g²", "w ← w − η m̂ / (√v̂ + ε)")
    source = "Kingma and Ba, 2015, arXiv:1412.6980"

    kind: Literal["adam"] = "adam"
    beta1: float = bounded(0.9, 0.0, 0.9999, advanced=True)
    beta2: float = bounded(0.999, 0.0, 0.99999, advanced=True)


class AdamW(UpdateRule):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019)."""

    equation = ("w ← w − η λ w", "w ← w − η m̂ / (√v̂ + ε)")
    source = "Loshchilov and Hutter, 2019, arXiv:1711.05101"

    kind: Literal["adamw"] = "adamw"
    beta1: float = bounded(0.9, 0.0, 0.9999, advanced=True)
    beta2: float = bounded(0.999, 0.0, 0.99999, advanced=True)
    weight_decay: float = bounded(0.01, 0.0, 1.0, advanced=True)


OPTIMIZERS = (Sgd, Momentum, Nesterov, RmsProp, Adam, AdamW)
Optimizer = Annotated[Sgd | Momentum | Nesterov | RmsProp | Adam | AdamW, Field(discriminator="kind")]
