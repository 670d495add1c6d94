"""What a watcher asks for: the costly panels, the sample of the batch to show, and how often."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from rnn_playground.experiment.catalog import PANELS_NOT_YET
from rnn_playground.experiment.document import Document, not_yet

Panel = Literal["gradients", "gates", "weights", "spectrum", "pre_activation"]


def _refuse_planned(value: Any) -> Any:
    if isinstance(value, str) and value in PANELS_NOT_YET:
        raise not_yet(f"panel '{value}'", f"use some of: {', '.join(get_args(Panel))}")
    return value


PanelField = Annotated[Panel, BeforeValidator(_refuse_planned)]
Panels = Annotated[tuple[PanelField, ...], Field(strict=False, max_length=16)]
Sample = Annotated[int, Field(ge=0, le=511)]
MaxRate = Annotated[float, Field(gt=0.0, le=60.0)]


class Watch(Document):
    """``panels`` to compute beside what is always sent, ``sample`` of the batch to show, ``max_rate`` in frames/s."""

    panels: Panels = ()
    sample: Sample = 0
    max_rate: MaxRate = 30.0
