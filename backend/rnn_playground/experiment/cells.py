"""The documents of the cells: what can be chosen about each, within which bounds. The equations run in ``cells``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.document import Document, bounded, kinds_not_yet
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit

Recurrence = Literal["on", "off"]


class _Sized(Document):
    """What every cell has: H units in each of 1 to 3 layers, and a switch that holds W_hh at zero."""

    hidden_size: int = bounded(16, 1, 512, unit="units", scale="log")
    layers: int = bounded(1, 1, 3, unit="layers", advanced=True)
    recurrence: Recurrence = Field(default="on", json_schema_extra={"advanced": True})


class RnnCell(_Sized):
    """h_t = f(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh) (Elman, 1990; parameters as ``torch.nn.RNN``)."""

    kind: Literal["rnn"] = "rnn"
    activation: ActivationKind = Field(default="tanh", json_schema_extra={"advanced": False})
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})


class IrnnCell(_Sized):
    """ReLU with W_hh = scale · I, zero bias and W_xh ~ N(0, input_std²) (Le, Jaitly and Hinton, 2015)."""

    kind: Literal["irnn"] = "irnn"
    scale: float = bounded(1.0, 0.0, 2.0)
    input_std: float = bounded(0.1, 0.0001, 10.0, scale="log", above=0.0)


class CwrnnCell(_Sized):
    """Modules of units that fire every ``period`` steps; links from slower to faster (Koutník et al., 2014).

    ``periods`` are the modules' clock periods in increasing order; their number must divide ``hidden_size``.
    Without them: powers of two, as many as divide ``hidden_size``, at most nine.
    """

    kind: Literal["cwrnn"] = "cwrnn"
    activation: ActivationKind = Field(default="tanh", json_schema_extra={"advanced": True})
    periods: (
        Annotated[tuple[Annotated[int, Field(ge=1, le=4096)], ...], Field(min_length=1, max_length=16, strict=False)]
        | None
    ) = Field(default=None, json_schema_extra={"advanced": True, "unit": "time steps"})
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})

    @property
    def module_periods(self) -> tuple[int, ...]:
        """The clock period of each module in time steps, in increasing order."""
        if self.periods is not None:
            return self.periods
        modules = max(count for count in range(1, 10) if self.hidden_size % count == 0)
        return tuple(2**module for module in range(modules))

    @model_validator(mode="after")
    def _modules_fit(self) -> CwrnnCell:
        periods = self.module_periods
        if list(periods) != sorted(set(periods)):
            raise PydanticCustomError(
                "periods_order",
                "periods {periods} must increase; sort them and drop repetitions",
                {"periods": list(periods)},
            )
        if self.hidden_size % len(periods):
            raise PydanticCustomError(
                "periods_count",
                "{count} periods do not divide hidden_size {hidden_size}; choose a multiple of {count} as hidden_size",
                {"count": len(periods), "hidden_size": self.hidden_size},
            )
        return self


class LstmCell(_Sized):
    """Gates i, f, g, o around a memory c (Hochreiter and Schmidhuber, 1997; Gers, 2000; as ``torch.nn.LSTM``)."""

    kind: Literal["lstm"] = "lstm"
    forget_bias: float = bounded(1.0, -10.0, 10.0)
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})


class GruCell(_Sized):
    """Gates r, z, n, reset after the matrix product (Cho et al., 2014; as ``torch.nn.GRU``; z near 1 keeps)."""

    kind: Literal["gru"] = "gru"
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})


CELLS = (RnnCell, IrnnCell, CwrnnCell, LstmCell, GruCell)
CELLS_NOT_YET = ("orthogonal", "ugrnn", "scrn", "indrnn", "antisymmetric", "cornn", "lru", "mingru", "nprnn")

Cell = Annotated[
    RnnCell | IrnnCell | CwrnnCell | LstmCell | GruCell,
    Field(discriminator="kind"),
    kinds_not_yet("cell", ("rnn", "irnn", "cwrnn", "lstm", "gru"), CELLS_NOT_YET),
]
