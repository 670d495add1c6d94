"""What can be said of an experiment before anything is trained: facts, and numbers above a server's bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from rnn_playground.experiment.cells import CellConfig, FormulaCell
from rnn_playground.experiment.cells.gated import LARGEST_GATE
from rnn_playground.experiment.cells.sized import parameter_count, parameter_shapes
from rnn_playground.experiment.document import Limits
from rnn_playground.experiment.experiment import Experiment
from rnn_playground.experiment.panels import HEAVY
from rnn_playground.experiment.tasks import Task
from rnn_playground.experiment.work import costly_panels


def describe(experiment: Experiment) -> dict[str, Any]:
    """Return the task's facts (chance, floor, lag, …), those of each lane's network, what is too dear; JSON-ready.

    The task's ``sequences`` are those that an update averages over, each drawn by itself; None where every batch is
    the same.
    """
    task = experiment.task
    facts = task.facts()
    sequences = None if facts.repeats else experiment.batch_size
    return {
        "task": {**facts._asdict(), "solved": facts.solved._asdict(), "sequences": sequences},
        "lanes": [_lane(lane.cell, task) for lane in experiment.lanes],
        "work": experiment.work(),
        "panels_skipped": {
            panel: {"message": str(why), "cause": why.cause()}
            for panel, why in costly_panels(experiment, sorted(HEAVY)).items()
        },
    }


def _lane(cell: CellConfig, task: Task) -> dict[str, Any]:
    return {
        "parameters": parameter_count(cell, task.input_size, task.output_size),
        "parameter_names": list(parameter_shapes(cell, task.input_size, task.output_size)),
        "gates": list(cell.gates),
        "states": list(cell.states),
        "candidate": cell.candidate,
        "keep": cell.keep,
        "recurrent": list(cell.recurrent),
        "carries": cell.carries,
        **({"matrices": list(cell.matrices)} if cell.matrices else {}),
        **({"layer_states": list(cell.layer_states)} if cell.layer_states else {}),
        **({"held_states": list(cell.held_states)} if cell.held_states != cell.states else {}),
        **({"gate_limits": limits} if (limits := gate_limits(cell)) else {}),
        **({"program": cell.program.to_json()} if isinstance(cell, FormulaCell) else {}),
    }


def gate_limits(cell: CellConfig) -> dict[str, float]:
    """Return the largest value of each gate, where it has one and that is not 1; not of the candidate."""
    largest = {gate: cell.gate_range(gate)[1] for gate in cell.gates if gate != cell.candidate}
    return {gate: limit for gate, limit in largest.items() if limit not in (1.0, LARGEST_GATE)}


class Excess(NamedTuple):
    """A number of a document above a profile's bound."""

    path: list[str | int]
    value: int
    bound: int
    profile: str

    @property
    def message(self) -> str:
        """The sentence that says so."""
        name = self.path[-1] if self.path else "document"
        return (
            f"{name} is {self.value}, above the bound {self.bound} of this server's profile '{self.profile}'; "
            f"choose {self.bound} or less, or run the playground on your own computer"
        )

    @property
    def cause(self) -> dict[str, Any]:
        """What a page needs to say it in its own language."""
        parameters = {"value": self.value, "bound": self.bound, "field": str(self.path[-1])}
        return {"type": "beyond_profile", "parameters": parameters}


def excess(experiment: Experiment, limits: Limits) -> Excess | None:
    """Return the first number of ``experiment`` that is above the bounds; computed before anything is allocated."""
    for path, value, bound in _numbers(experiment, limits):
        if value > bound:
            return Excess(path, value, bound, limits.profile)
    return None


def _numbers(experiment: Experiment, limits: Limits) -> Iterator[tuple[list[str | int], int, int]]:
    yield ["steps"], experiment.steps, limits.steps[1]
    yield ["batch_size"], experiment.batch_size, limits.batch_size[1]
    yield ["task", "length"], getattr(experiment.task, "length", None) or 0, limits.length[1]
    for number, lane in enumerate(experiment.lanes):
        yield ["lanes", number, "cell", "hidden_size"], lane.cell.hidden_size, limits.hidden_size[1]
    yield ["work"], experiment.work(), limits.work
    yield ["memory"], experiment.memory_bytes(), limits.memory_bytes
