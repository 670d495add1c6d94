"""What can be said of an experiment before anything is trained."""

from __future__ import annotations

from typing import Any

from rnn_playground.experiment.cells import Cell, FormulaCell
from rnn_playground.experiment.cells.sized import parameter_count, parameter_shapes
from rnn_playground.experiment.experiment import Experiment
from rnn_playground.experiment.panel_work import costly_panels
from rnn_playground.experiment.panels import HEAVY
from rnn_playground.experiment.tasks import Task


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


def _lane(cell: Cell, task: Task) -> dict[str, Any]:
    return {
        "parameters": parameter_count(cell, task.input_size, task.output_size),
        "parameter_names": list(parameter_shapes(cell, task.input_size, task.output_size)),
        "gates": list(cell.gates),
        "states": list(cell.states),
        "candidate": cell.candidate,
        "keep": cell.keep,
        "recurrent": list(cell.recurrent),
        "carries": cell.carries,
        **({"program": cell.program.to_json()} if isinstance(cell, FormulaCell) else {}),
    }
