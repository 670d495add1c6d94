"""A branch that was added while its run went on: it is trained up to where the run is, from a state that was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, final

import torch
from torch import Tensor

from rnn_playground.cells.parameters import without_cut_links
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.learning.optimizers import AVERAGES
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import TaskBatch
from rnn_playground.training.checkpoint import LaneSnapshot, Seed, snapshot
from rnn_playground.training.lane import LaneSteps, TrainingLane
from rnn_playground.training.step_source import StepSource
from rnn_playground.training.validation import until_boundary

MOST_MOMENTS = 64
FIRST_STRIDE = 64


class _Moment(NamedTuple):
    step: int
    lanes: Mapping[int, LaneSnapshot]
    bytes: int


@final
class StateHistory:
    """Bounded in number and in bytes, spread evenly over the run: when there is too much, every other moment goes.

    ``most_bytes`` tells what it may take at present: less, as more runs share it.
    """

    def __init__(self, most_bytes: Callable[[], int]) -> None:
        self._most_bytes, self._stride = most_bytes, FIRST_STRIDE
        self._moments: list[_Moment] = []
        self._next = FIRST_STRIDE

    def wants(self, step: int) -> bool:
        """Tell whether the states before the update of ``step`` should be kept."""
        return step >= self._next

    def add(self, step: int, lanes: Mapping[int, LaneSnapshot]) -> None:
        """Keep the states of ``lanes`` before the update of ``step``, a later one than any before."""
        self._moments.append(_Moment(step, lanes, sum(lane.bytes for lane in lanes.values())))
        self.thin()
        self._next = step + self._stride

    def thin(self) -> None:
        """Keep no more than the bounds of now: there may be more runs than when the last moment came."""
        while self._moments and (len(self._moments) > MOST_MOMENTS or self._bytes > self._most_bytes()):
            self._stride *= 2
            self._moments = self._moments[1::2]

    def nearest(self, lane: int, step: int) -> tuple[int, LaneSnapshot] | None:
        """Return the newest kept state of a lane that is no later than ``step``, with its step."""
        kept = (moment for moment in reversed(self._moments) if moment.step <= step and lane in moment.lanes)
        moment = next(kept, None)
        return None if moment is None else (moment.step, moment.lanes[lane])

    @property
    def _bytes(self) -> int:
        return sum(moment.bytes for moment in self._moments)


def _without_cut_links(branch: Lane, layout: Parameters, value: Tensor) -> Tensor:
    """Return a copy; the optimiser's count of updates, a single number, stays as it is."""
    copy = value.clone()
    if copy.shape == layout.vector.shape:
        for name, view in layout.split(copy).items():
            view.copy_(torch.from_numpy(without_cut_links(branch.cell, name, view.numpy().copy())))
    return copy


def lineage(experiment: Experiment, number: int, ancestor: int) -> list[int]:
    """Return the lanes from ``ancestor`` to lane ``number``, each the trunk of the next."""
    line = [number]
    while line[0] != ancestor and (origin := experiment.lanes[line[0]].origin) is not None:
        line.insert(0, origin.lane)
    return line


def begin_branch(
    experiment: Experiment, number: int, trunk: TrainingLane, lane: TrainingLane, source: StepSource
) -> LaneSteps:
    """Put ``lane``, newly made of the document of lane ``number``, into the state in which it begins; measure it.

    It takes over the parameters, the carried states and the optimiser's averages of ``trunk``; an optimiser that keeps
    other averages begins with none, as at a run's first step. Links that the branch's cell does not have (a recurrence
    that is off, a slower clock) are 0, and so are their averages, which would move them otherwise.
    """
    document, layout, taken = experiment.lanes[number], lane.state.parameters, snapshot(trunk)
    if document.origin is None:
        raise ValueError(f"lane {number} has no origin; only a branch begins from another lane")
    same = AVERAGES[experiment.lanes[document.origin.lane].optimizer.kind] == AVERAGES[document.optimizer.kind]
    averages = taken.optimizer if same else {}
    taken._replace(
        vector=_without_cut_links(document, layout, taken.vector),
        optimizer={name: _without_cut_links(document, layout, value) for name, value in averages.items()},
    ).apply_to(lane, document.origin.step)
    return lane.stand_at(source, document.origin.step)


@final
class Growth:
    """Goes from a kept state of an ancestor down the line to the branch: what was trained before comes out the same.

    The batches follow from seed and step, so it draws its own while the run goes on with others. ``make`` returns a
    new lane of a document's number. None of its advances goes past one of the steps in ``stops``.
    """

    def __init__(
        self,
        experiment: Experiment,
        number: int,
        seed: Seed,
        source: StepSource,
        make: Callable[[int], TrainingLane],
        *,
        stops: Iterable[int] = (),
    ) -> None:
        self.number, self.step = number, seed.step
        self._stops = frozenset(stops)
        self._experiment, self._source, self._make = experiment, source, make
        self._line = lineage(experiment, number, seed.lane)
        self.lane = make(seed.lane)
        if seed.state is not None:
            seed.state.apply_to(self.lane, seed.step)
        self.lane.stand_at(source, seed.step)

    @property
    def at_stop(self) -> bool:
        """Whether it stands, as itself, at one of its stops."""
        return self.is_itself and self.step in self._stops

    def scored(self) -> tuple[TaskBatch, Scoring]:
        """Return the batch of the step where it stands, and what of it is scored."""
        return self._source.scored(self.step)

    @property
    def is_itself(self) -> bool:
        """Whether it has left the lanes that it comes from."""
        return len(self._line) == 1

    def advance_by(self, updates: int, end: int) -> LaneSteps | None:
        """Make up to ``updates`` updates, none of them beyond step ``end``; where the branch begins, measure that.

        Return the branch's own steps: of the lanes that it still follows no step but that one of them diverged.
        """
        goal = end if self.is_itself else self._origin_step()
        if self.step == goal and not self.is_itself:
            self._line = self._line[1:]
            trunk, self.lane = self.lane, self._make(self._line[0])
            steps = begin_branch(self._experiment, self._line[0], trunk, self.lane, self._source)
        else:
            count = min(updates, goal - self.step, updates_at_once([self.lane], self._source, self.step, self._stops))
            steps = self.lane.train(self._source, self.step + 1, count)
            self.step += len(steps.scalars)
            if steps.diverged is None:
                self.lane.take_up_bptt(self._source, self.step)
        if self.is_itself:
            return steps
        return LaneSteps(steps.scalars[:0], steps.diverged) if steps.diverged else None

    def seed(self) -> Seed:
        """Return what is needed to go on from here."""
        return Seed(self._line[0], self.step, snapshot(self.lane))

    def _origin_step(self) -> int:
        origin = self._experiment.lanes[self._line[1]].origin
        assert origin is not None
        return origin.step


def updates_at_once(lanes: Sequence[TrainingLane], source: StepSource, step: int, stops: Iterable[int]) -> int:
    """Return how many updates ``lanes`` can make in one go from that of ``step`` on; 1 where one is not fused.

    No change is due in between, none of the ``stops`` lies in between, and the batches are at hand.
    """
    if not all(lane.is_fused for lane in lanes):
        return 1
    changes = [count for lane in lanes if (count := lane.until_change(step)) is not None]
    ahead = [stop - step for stop in stops if stop > step]
    return min(source.left(step + 1), until_boundary(step), *changes, *ahead)
