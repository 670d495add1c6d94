"""Lanes of equal cost: sizes by which their numbers of parameters come nearest to that of one of them."""

from __future__ import annotations

from rnn_playground.experiment.cells import Cell, CwrnnCell
from rnn_playground.experiment.cells.sized import parameter_count
from rnn_playground.experiment.experiment import Experiment, Lane
from rnn_playground.experiment.initialisations import MatrixInit
from rnn_playground.experiment.limits import LOCAL
from rnn_playground.experiment.tasks import Task


def with_equal_parameters(experiment: Experiment, lane: object) -> Experiment:
    """Return ``experiment`` with the ``hidden_size`` of every lane but ``lane`` chosen.

    Of two sizes that come equally near, the one nearer to the present size is taken. A lane with given weights or a
    given matrix keeps its size, since those fit no other, and so do a branch and its trunk, which share their weights;
    a clockwork cell keeps its modules. Raises ValueError where
    there is no such lane, ValidationError where a step of the result would cost more than the bounds allow.
    """
    if type(lane) is not int or not 0 <= lane < len(experiment.lanes):
        raise ValueError(f"equal_parameters is {lane!r}; it must number a lane, 0 … {len(experiment.lanes) - 1}")
    wanted = _count(experiment.lanes[lane].cell, experiment.task)
    trunks = {each.origin.lane for each in experiment.lanes if each.origin is not None}
    lanes = [
        each if number == lane or number in trunks or _has_fixed_size(each) else _resized(each, experiment.task, wanted)
        for number, each in enumerate(experiment.lanes)
    ]
    return Experiment.model_validate(experiment.model_dump() | {"lanes": [each.model_dump() for each in lanes]})


def _resized(lane: Lane, task: Task, wanted: int) -> Lane:
    present = lane.cell.hidden_size
    sizes = range(LOCAL.hidden_size[0], LOCAL.hidden_size[1] + 1)
    candidates = [cell for size in sizes if (cell := _of_size(lane.cell, size)) is not None]
    best = min(candidates, key=lambda cell: (abs(_count(cell, task) - wanted), abs(cell.hidden_size - present)))
    return lane.model_copy(update={"cell": best})


def _of_size(cell: Cell, size: int) -> Cell | None:
    resized = cell.model_copy(update={"hidden_size": size})
    if isinstance(cell, CwrnnCell):
        return None if size % len(cell.module_periods) else resized
    return resized


def _has_fixed_size(lane: Lane) -> bool:
    is_given = isinstance(getattr(lane.cell, "recurrent_init", None), MatrixInit)
    return is_given or lane.initial_weights is not None or lane.origin is not None


def _count(cell: Cell, task: Task) -> int:
    return parameter_count(cell, task.input_size, task.output_size)
