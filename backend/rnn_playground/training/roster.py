"""Which lanes keep step, which are still to come, and which are lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import final

from rnn_playground.experiment import Lane
from rnn_playground.experiment.branches import Origin
from rnn_playground.experiment.errors import Refusal
from rnn_playground.telemetry.scalars import Divergence, Quantity
from rnn_playground.training.checkpoint import Snapshot
from rnn_playground.training.growth import Growth


@final
class Roster:
    """Every lane, by its number, in one of four states.

    ``active`` ones keep step; ``waiting`` ones are branches whose origin the run has not come to; ``growths`` are
    branches that are behind; the rest are in ``divergences``, in the order in which they were lost. ``measured`` are
    those of which this step was measured: the active ones, and those that were lost at it.
    """

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self.origins = [lane.origin for lane in lanes]
        self.waiting = [number for number, origin in enumerate(self.origins) if origin is not None]
        self.active = [number for number, origin in enumerate(self.origins) if origin is None]
        self.measured: list[int] = []
        self.growths: list[Growth] = []
        self.divergences: list[Divergence] = []

    def resume(self, resume: Snapshot) -> None:
        """Put every lane but the growths to where it was."""
        self.divergences = list(resume.divergences)
        gone = {lane for lane, _, _ in resume.divergences}
        growing = set(resume.growths)
        self.active = [number for number in resume.lanes if number not in gone]
        self.waiting = [number for number in self.waiting if number not in {*resume.lanes, *growing, *gone}]
        self.measured = list(resume.measured)

    @property
    def growing(self) -> tuple[int, ...]:
        """The branches that are behind."""
        return tuple(growth.number for growth in self.growths)

    def is_there(self, lane: int) -> bool:
        """Return whether the run has come to the lane, and it is not behind."""
        return lane not in self.waiting and lane not in self.growing

    def enter(self, number: int) -> None:
        """Count a lane among those that keep step, in the order of their numbers."""
        self.waiting = [waiting for waiting in self.waiting if waiting != number]
        self.active = sorted([*self.active, number])
        self.measured = sorted([*self.measured, number])

    def lose(self, number: int, step: int, quantity: Quantity) -> None:
        """Leave a lane out from now on, and the branches that were still to grow from it."""
        self.active = [active for active in self.active if active != number]
        self.waiting = [waiting for waiting in self.waiting if waiting != number]
        self.divergences.append(Divergence(number, step, quantity))
        for branch in self._waiting_for(number):
            if branch in self.waiting:
                self.lose(branch, step, quantity)

    def due(self, step: int) -> Iterator[tuple[int, int]]:
        """Yield the branches that begin at ``step``, each with its trunk; what is lost meanwhile is left out."""
        for number in list(self.waiting):
            origin = self.origins[number]
            if number in self.waiting and origin is not None and origin.step == step:
                yield number, origin.lane

    def births(self) -> list[int]:
        """Return the steps at which waiting branches begin."""
        return [origin.step for number in self.waiting if (origin := self.origins[number]) is not None]

    def require_there(self, lane: int) -> None:
        """Raise Refusal where the run has not come to the lane, or the lane is behind."""
        if not self.is_there(lane):
            raise _not_there(lane)

    def require_trained(self, origin: Origin, step: int) -> None:
        """Raise Refusal where at ``step`` of the run a lane cannot grow from ``origin``.

        Its lane has not come to that step, or had left the finite numbers by then.
        """
        ends = {lane: end for lane, end, _ in self.divergences}
        if origin.lane in ends and origin.step >= ends[origin.lane]:
            raise Refusal(
                "origin_diverged",
                "origin.step is {step}; lane {lane} left the finite numbers at step {end}; choose a smaller step",
                {"step": origin.step, "lane": origin.lane, "end": ends[origin.lane]},
            )
        behind = next((growth for growth in self.growths if growth.number == origin.lane), None)
        if origin.lane in self.waiting or (behind is not None and not behind.is_itself):
            raise _not_there(origin.lane)
        trained = step if behind is None else behind.step
        if origin.step > trained:
            raise Refusal(
                "origin_ahead",
                "origin.step is {step}; lane {lane} has been trained up to step {trained}; choose {trained} or less",
                {"step": origin.step, "lane": origin.lane, "trained": trained},
            )

    def _waiting_for(self, trunk: int) -> list[int]:
        origins = ((number, self.origins[number]) for number in self.waiting)
        return [number for number, origin in origins if origin is not None and origin.lane == trunk]


def _not_there(lane: int) -> Refusal:
    """Return why nothing can be asked of a branch that the run has not come to, or that is behind."""
    return Refusal(
        "lane_behind",
        "lane {lane} is a branch that does not stand at this step yet; wait until it does",
        {"lane": lane},
    )
