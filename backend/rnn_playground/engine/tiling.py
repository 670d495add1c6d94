"""A tile of a map inside a worker: a tiny run that nobody watches, trained in the slices that no run wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rnn_playground.engine.running import UpdateEstimate

if TYPE_CHECKING:
    from rnn_playground.training.trainer import Trainer


class Tiling:
    """Trains to the end, slice by slice; its first slice makes the trainer. ``paired_with``: its own session's run.

    ``id`` is the call that it answers once it is ``over``.
    """

    def __init__(self, id: int, paired_with: str, begin: Callable[[], Trainer], clock: Callable[[], float]) -> None:
        self.id, self.paired_with = id, paired_with
        self._begin, self._clock = begin, clock
        self._trainer: Trainer | None = None
        self._first: dict[str, Any] = {}
        self._estimate = UpdateEstimate(clock)

    @property
    def over(self) -> bool:
        """Whether there is nothing left to train."""
        return self._trainer is not None and self._trainer.state != "running"

    def slice(self, seconds: float) -> None:
        """Train for about ``seconds``; one update is never cut short."""
        from rnn_playground.training.tile import profile

        if (trainer := self._trainer) is None:
            trainer = self._begin()
            self._first, self._trainer = profile(trainer), trainer
            return
        end = self._clock() + seconds
        while not self.over and (now := self._clock()) < end:
            self._estimate.note(now, trainer.advance_by(self._estimate.fitting(now, end)))

    def reading(self) -> dict[str, Any]:
        """Return what the tile shows, once it is over."""
        from rnn_playground.training.tile import reading

        assert self._trainer is not None
        return reading(self._trainer, self._first)
