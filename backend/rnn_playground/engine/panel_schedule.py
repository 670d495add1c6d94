"""When a heavy panel is measured anew: as often as a fixed share of the run's time allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, final

from rnn_playground.experiment.panels import PanelKind

# Of a run's time, for all the heavy panels that are watched together.
HEAVY_SHARE = 0.25
T = TypeVar("T")


@final
class PanelSchedule(Generic[T]):
    """Keeps each panel's last measurement, and measures it again once that has been paid for.

    A panel that took c seconds waits until c is no more than its part of the time since its measurement began; the
    parts of the n panels watched are equal, so that a cheap one does not wait for a dear one.
    """

    def __init__(self, clock: Callable[[], float], share: float = HEAVY_SHARE) -> None:
        self._clock, self._share = clock, share
        self._made: dict[PanelKind, T] = {}
        self._due: dict[PanelKind, float] = {}

    def measured(
        self, panels: Sequence[PanelKind], measure: Callable[[PanelKind], T], *, fresh: bool, part: float = 1.0
    ) -> dict[PanelKind, T]:
        """Return a measurement of each of ``panels``: the last one, or a new one where it is due.

        ``fresh``: all of them anew. ``part``: of the processor's time, what this run has at present.
        """
        for forgotten in self._made.keys() - set(panels):
            del self._made[forgotten]
        for panel in panels:
            begun = self._clock()
            if fresh or panel not in self._made or begun >= self._due[panel]:
                self._made[panel] = measure(panel)
                cost = self._clock() - begun
                self._due[panel] = begun + cost * len(panels) / (self._share * part)
        return {panel: self._made[panel] for panel in panels}
