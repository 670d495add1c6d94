"""What a watcher asks for: the costly panels, the sample of the batch to show, and how often."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rnn_playground.experiment.document import Document
from rnn_playground.experiment.panels import HEAVY, PanelKind

Panels = Annotated[tuple[PanelKind, ...], Field(strict=False, max_length=16)]
Sample = Annotated[int, Field(ge=0, le=511)]
MaxRate = Annotated[float, Field(gt=0.0, le=60.0)]


class Watch(Document):
    """``panels`` to compute beside what is always sent, ``sample`` of the batch to show, ``max_rate`` in frames/s."""

    panels: Panels = ()
    sample: Sample = 0
    max_rate: MaxRate = 30.0

    @property
    def light(self) -> tuple[PanelKind, ...]:
        """The panels that every frame measures anew, each once."""
        return tuple(panel for panel in dict.fromkeys(self.panels) if panel not in HEAVY)

    @property
    def heavy(self) -> tuple[PanelKind, ...]:
        """The panels that take long, each once."""
        return tuple(panel for panel in dict.fromkeys(self.panels) if panel in HEAVY)
