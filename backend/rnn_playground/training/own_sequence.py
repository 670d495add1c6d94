"""What every lane makes of a sequence of somebody's own."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from rnn_playground.diagnostics.gates import gate_values
from rnn_playground.experiment.work import forward_work, require_affordable
from rnn_playground.learning.unroll import sample_states, unroll
from rnn_playground.tasks.own_sequence import Table, own_sequence
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.training.readings import float32, forward_readings
from rnn_playground.training.trainer import Trainer


@torch.no_grad()
def evaluate(trainer: Trainer, symbols: Sequence[str] | None, values: Table | None) -> Frame:
    """Return ``input`` and, of every lane with finite parameters, its prediction, states and gates, from zero states.

    Raises Refusal where the task does not read this, or it would take too long.
    """
    task = trainer.experiment.task
    inputs = own_sequence(task, symbols, values).to(trainer.dtype)
    work = sum(
        forward_work(lane.cell, task.input_size, task.output_size, time_steps=len(inputs), sequences=1)
        for lane in trainer.experiment.lanes
    )
    require_affordable("evaluate", work, "choose a shorter sequence or fewer lanes")
    tensors: dict[str, Array] = {"input": float32(inputs[:, 0])}
    for number, lane in enumerate(trainer.lanes):
        parameters = trainer.present(number)
        if parameters is None:
            continue
        trajectory = unroll(lane.state.network, parameters, inputs)
        seen = forward_readings(task, parameters, sample_states(lane.state.network.states, trajectory, 0))
        if lane.state.document.cell.gates:
            seen["gates"] = float32(gate_values(trajectory, 0))
        tensors.update({f"{number}/{name}": value for name, value in seen.items()})
    return trainer.still(tensors)
