"""One backward step of the watched sample's gradient, opened: the vectors behind an entry of the ledger."""

from __future__ import annotations

import torch

from rnn_playground.cells import State
from rnn_playground.diagnostics.backward_steps import backward_steps, recurrent_map
from rnn_playground.diagnostics.finite_difference import Problem
from rnn_playground.diagnostics.ledger import decibels
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.work import forward_work, require_affordable
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.questions import BackwardStepQuestion
from rnn_playground.training.readings import float32
from rnn_playground.training.trainer import Trainer

# Forward, and a step of the network and a step of the layer, forward and backward, for each time step.
PASSES = 7
MOST_ENTRIES = 1_000_000
"""Entries of the matrix that an answer carries at most."""


def open_step(trainer: Trainer, question: BackwardStepQuestion, sample: int) -> Frame:
    """Return the vectors of ``BackwardSteps`` at one time step, the step's entry of the ledger, and what they came by.

    ``matrix`` is left out where the cell has no recurrent weights, or too many of them. Raises Refusal where there is
    no such layer or time step, the lane has left the finite numbers, or it would take too long.
    """
    task, problem = trainer.experiment.task, trainer.problem(question.lane)
    cell = trainer.experiment.lanes[question.lane].cell
    require_place(question.layer, cell.layers, question.time_step, task.sequence_length)
    work = PASSES * forward_work(cell, task.input_size, task.output_size, time_steps=task.sequence_length, sequences=1)
    require_affordable("backward_step", work, "choose a shorter sequence or a smaller network")
    sample = min(sample, trainer.experiment.batch_size - 1)
    passed = forward_pass(problem)
    layer = backward_steps(problem.loss, Scoring.of(problem.batch), passed, sample)[question.layer]
    at = question.time_step
    made = passed.trajectory.layers[question.layer][at]
    found = {
        "ledger": decibels(layer, has_weights=bool(cell.recurrent))[at],
        "incoming": joint(layer.incoming, at),
        "bend": joint(layer.bend, at),
        "product": joint(layer.product, at),
        "outgoing": joint(layer.outgoing, at),
        "pre_activation": made.pre_activation[sample],
        "activation": made.activation[sample],
    }
    if cell.recurrent and found["bend"].numel() * found["incoming"].numel() <= MOST_ENTRIES:
        found["matrix"] = recurrent_map(passed, question.layer)
    return trainer.still({name: float32(value) for name, value in found.items()})


def require_place(layer: int, layers: int, time_step: int, count: int) -> None:
    """Raise Refusal where there is no such layer or time step."""
    if layer >= layers:
        raise Refusal(
            "no_layer",
            "layer is {layer}; the network has {count}, counted from 0; choose {last} or less",
            {"layer": layer, "count": layers, "last": layers - 1},
        )
    if time_step >= count:
        raise Refusal(
            "no_time_step",
            "time_step is {time_step}; the sequence has {count} time steps, counted from 0; choose {last} or less",
            {"time_step": time_step, "count": count, "last": count - 1},
        )


def forward_pass(problem: Problem) -> ForwardPass:
    """Return the problem's forward pass."""
    network, parameters, batch, _, start = problem
    trajectory = unroll(network, parameters, batch.inputs, start.states, start.time_step)
    return ForwardPass(network, parameters, batch.inputs, start, trajectory)


def joint(tensors: State | tuple[torch.Tensor], time_step: int) -> torch.Tensor:
    """Return the tensors of one time step as one vector."""
    return torch.cat([tensor[time_step].flatten() for tensor in tensors])
