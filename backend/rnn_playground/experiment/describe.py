"""What can be said of an experiment before anything is trained."""

from __future__ import annotations

from typing import Any

from rnn_playground.experiment.experiment import Experiment
from rnn_playground.experiment.parameters import gate_names, parameter_count, state_names


def describe(experiment: Experiment) -> dict[str, Any]:
    """Return the task's facts (chance, floor, lag, …) and each lane's parameter count, gates and states; JSON-ready."""
    task = experiment.task
    facts = task.facts()
    return {
        "task": {**facts._asdict(), "solved": facts.solved._asdict()},
        "lanes": [
            {
                "parameters": parameter_count(lane.cell, task.input_size, task.output_size),
                "gates": list(gate_names(lane.cell)),
                "states": list(state_names(lane.cell)),
            }
            for lane in experiment.lanes
        ],
        "work": experiment.work(),
    }
