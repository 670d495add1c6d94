"""What can be said of an experiment before anything is trained."""

from __future__ import annotations

from typing import Any

from rnn_playground.experiment.experiment import Experiment
from rnn_playground.experiment.parameters import parameter_count


def describe(experiment: Experiment) -> dict[str, Any]:
    """Return the task's facts (chance, floor, lag, …) and each lane's parameter count, gates and states; JSON-ready."""
    task = experiment.task
    facts = task.facts()
    return {
        "task": {**facts._asdict(), "solved": facts.solved._asdict()},
        "lanes": [
            {
                "parameters": parameter_count(lane.cell, task.input_size, task.output_size),
                "gates": list(lane.cell.gates),
                "states": list(lane.cell.states),
            }
            for lane in experiment.lanes
        ],
        "work": experiment.work(),
    }
