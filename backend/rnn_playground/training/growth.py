"""A branch that was added while its run went on: it is trained up to where the run is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, final

from rnn_playground.experiment import Experiment
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import TaskBatch
from rnn_playground.training.checkpoint import GrowthSnapshot, LaneSnapshot, Seed, snapshot
from rnn_playground.training.inheritance import inherit
from rnn_playground.training.lane import TrainingLane
from rnn_playground.training.lane_steps import LaneSteps
from rnn_playground.training.step_source import StepSource
from rnn_playground.training.validation import until_boundary


class Grown(NamedTuple):
    """Steps from ``first`` on that a branch has made; none while it still follows the lanes that it comes from."""

    first: int
    steps: LaneSteps | None


def lineage(experiment: Experiment, number: int, ancestor: int) -> list[int]:
    """Return the lanes from ``ancestor`` to lane ``number``, each the trunk of the next."""
    line = [number]
    while line[0] != ancestor and (origin := experiment.lanes[line[0]].origin) is not None:
        line.insert(0, origin.lane)
    return line


def begin_branch(experiment: Experiment, number: int, trunk: LaneSnapshot, lane: TrainingLane) -> None:
    """Put ``lane``, newly made of the document of lane ``number``, into the state in which it begins."""
    origin, document = experiment.lanes[number].origin, experiment.lanes[number]
    if origin is None:
        raise ValueError(f"lane {number} has no origin; only a branch begins from another lane")
    rule = experiment.lanes[origin.lane].optimizer.kind
    inherit(trunk, rule, document, lane.state.parameters).apply_to(lane, origin.step)


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
        self.lane.measure(source, seed.step)
        self.lane.take_up_bptt(source, seed.step)

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

    def advance_by(self, updates: int, end: int) -> Grown:
        """Make up to ``updates`` updates, none of them beyond step ``end``; where the branch begins, measure that."""
        goal = end if self.is_itself else self._origin_step()
        if self.step == goal and not self.is_itself:
            return self._branch_off()
        first, lane = self.step + 1, self.lane
        steps = lane.train(self._source, first, self._most(min(updates, goal - self.step)))
        self.step += len(steps.scalars)
        if steps.diverged is None:
            lane.take_up_bptt(self._source, self.step)
        return self._grown(first, steps)

    def snapshot(self) -> GrowthSnapshot:
        """Return what is needed to go on from here."""
        return GrowthSnapshot(self.number, Seed(self._line[0], self.step, snapshot(self.lane, None)))

    def _branch_off(self) -> Grown:
        trunk = snapshot(self.lane, None)
        self._line = self._line[1:]
        self.lane = self._make(self._line[0])
        begin_branch(self._experiment, self._line[0], trunk, self.lane)
        steps = self.lane.measure(self._source, self.step)
        if steps.diverged is None:
            self.lane.take_up_bptt(self._source, self.step)
        return self._grown(self.step, steps)

    def _grown(self, first: int, steps: LaneSteps) -> Grown:
        """Return what of ``steps`` is the branch's own: nothing of the lanes that it comes from but their end."""
        if self.is_itself:
            return Grown(first, steps)
        return Grown(first, LaneSteps(steps.scalars[:0], steps.diverged) if steps.diverged else None)

    def _origin_step(self) -> int:
        origin = self._experiment.lanes[self._line[1]].origin
        assert origin is not None
        return origin.step

    def _most(self, updates: int) -> int:
        """Return how many updates can be made in one go."""
        if not self.lane.is_fused:
            return min(1, updates)
        change = self.lane.until_change(self.step)
        stop = min((stop - self.step for stop in self._stops if stop > self.step), default=updates)
        left = min(self._source.left(self.step + 1), until_boundary(self.step))
        bounds = [updates, stop, left, *([] if change is None else [change])]
        return min(bounds)


def furthest_behind(growths: Sequence[Growth]) -> Growth:
    """Return the one whose turn it is."""
    return min(growths, key=lambda growth: growth.step)
