"""Cells with units of different speeds.

``cwrnn``: modules fire by a clock. ``scrn``, structurally constrained: a slow context beside the hidden units.
"""

from __future__ import annotations

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells.sized import SizedCell
from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.initialisations import RecurrentInit, UniformInit

MOST_MODULES = 9


def default_periods(hidden_size: int, sequence_length: float = math.inf) -> tuple[int, ...]:
    """Return 1, 2, 4, …: as many as divide ``hidden_size``, nine at most, each below ``sequence_length``.

    A module of period P fires at the time steps 0, P, 2 P, …, so it takes P < T to fire twice.
    """
    fitting = (
        count
        for count in range(1, MOST_MODULES + 1)
        if hidden_size % count == 0 and (count == 1 or 2 ** (count - 1) < sequence_length)
    )
    return tuple(2**module for module in range(max(fitting)))


class CwrnnCell(SizedCell):
    """Modules of units that fire every ``period`` steps; links from slower to faster (Koutník et al., 2014).

    ``periods`` are the modules' clock periods in increasing order; their number must divide ``hidden_size``.
    Without them: powers of two, as many as divide ``hidden_size``, at most nine, and in an experiment only those with
    which a module fires again within the sequence.
    """

    equation = (
        "h_t^{m} = f(W_xh^{m} x_t + b_xh^{m} + Σ_{n ≥ m} W_hh^{mn} h_{t−1}^{n}) if t mod P_m = 0",
        "h_t^{m} = h_{t−1}^{m} otherwise",
    )
    source = "Koutník, Greff, Gomez and Schmidhuber, 2014, arXiv:1402.3511"
    has_kernel = True

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
        return default_periods(self.hidden_size) if self.periods is None else self.periods

    @model_validator(mode="after")
    def _modules_fit(self) -> CwrnnCell:
        periods = self.module_periods
        if list(periods) != sorted(set(periods)):
            raise PydanticCustomError(
                "periods_order",
                "periods {periods} must increase; sort them and drop repetitions",
                {"periods": list(periods), "path": ["periods"]},
            )
        if self.hidden_size % len(periods):
            raise PydanticCustomError(
                "periods_count",
                "{count} periods do not divide hidden_size {hidden_size}; choose a multiple of {count} as hidden_size",
                {"count": len(periods), "hidden_size": self.hidden_size, "path": ["periods"]},
            )
        return self


class ScrnCell(SizedCell):
    """A context s that forgets at the fixed rate α, and hidden units that read it (Mikolov et al., 2014).

    The context has as many units as h. The paper reads y = f(U h + V s); here h alone is read out, as of every cell,
    and the context reaches y within the same time step through W_sh.
    """

    equation = (
        "s_t = α s_{t−1} + (1 − α) W_xs x_t",
        "h_t = σ(W_sh s_t + W_xh x_t + W_hh h_{t−1})",
    )
    source = "Mikolov, Joulin, Chopra, Mathieu and Ranzato, 2014, arXiv:1412.7753"
    states = ("h", "s")
    carries = "state"
    layer_parameters: ClassVar[dict[str, str]] = {"W_xh": "HI", "W_hh": "HH", "W_xs": "HI", "W_sh": "HH"}

    kind: Literal["scrn"] = "scrn"
    context_keep: float = bounded(0.95, 0.0, 1.0)
    recurrent_init: RecurrentInit = Field(default_factory=UniformInit, json_schema_extra={"advanced": True})
