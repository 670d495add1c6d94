"""The watched sample under questions: a backward step of its gradient opened, a pebble dropped, clamps put on."""

from __future__ import annotations

import torch
from pydantic_core import PydanticCustomError

from rnn_playground.cells import State
from rnn_playground.diagnostics.intervention import (
    Reading,
    clamped_network,
    planted_network,
    poke,
    read_sample,
    states_after,
)
from rnn_playground.diagnostics.ledger import backward_steps, decibels, recurrent_map
from rnn_playground.experiment.cells import CellConfig
from rnn_playground.experiment.clamps import check_clamps
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import Task, period_of
from rnn_playground.experiment.work import forward_work, require_affordable
from rnn_playground.learning.scoring import Scoring
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.questions import BackwardStepQuestion, ClampQuestion, PokeQuestion, Transplant
from rnn_playground.training.readings import float32, prediction
from rnn_playground.training.trainer import Trainer

# Forward, and a step of the network and a step of the layer, forward and backward, for each time step.
OPENING = 7
# Forward, forward with tangents, and forward and backward.
POKING = 6
# Forward and backward, as it is, under clamps, and of the lane that a state is taken from.
CLAMPING = 9
MOST_ENTRIES = 1_000_000
"""Entries of the matrix that an answer carries at most."""


def open_step(trainer: Trainer, question: BackwardStepQuestion, sample: int) -> Frame:
    """Return the vectors of ``BackwardSteps`` at one time step, the step's entry of the ledger, and what they came by.

    ``matrix`` is left out where the cell has no recurrent weights, or too many of them. Raises Refusal where there is
    no such layer or time step, the lane has left the finite numbers, or it would take too long.
    """
    task, problem = trainer.experiment.task, trainer.problem(question.lane)
    cell = trainer.experiment.lanes[question.lane].cell
    require_position(question.layer, cell.layers, question.time_step, task.sequence_length)
    _require_affordable("backward_step", task, cell, OPENING)
    passed = problem.passed()
    layer = backward_steps(problem.loss, Scoring.of(problem.batch), passed, sample)[question.layer]
    at = question.time_step
    made = passed.trajectory.layers[question.layer][at]
    found = {
        "ledger": decibels(layer, has_weights=bool(cell.recurrent))[at],
        "incoming": joint(layer.incoming, at),
        "bend": joint(layer.activation_backward, at),
        "product": joint(layer.product, at),
        "outgoing": joint(layer.outgoing, at),
        "pre_activation": made.pre_activation[sample],
        "activation": made.activation[sample],
    }
    if cell.recurrent and found["bend"].numel() * found["incoming"].numel() <= MOST_ENTRIES:
        found["matrix"] = recurrent_map(passed, question.layer)
    return trainer.still({name: float32(value) for name, value in found.items()})


def _require_affordable(kind: str, task: Task, cell: CellConfig, passes: int) -> None:
    """Raise Refusal where so many forward passes of one sample would take too long."""
    work = passes * forward_work(cell, task.input_size, task.output_size, time_steps=task.sequence_length, sequences=1)
    require_affordable(kind, work, "choose a shorter sequence or a smaller network")


def require_position(layer: int, layers: int, time_step: int, count: int) -> None:
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


def joint(tensors: State | tuple[torch.Tensor], time_step: int) -> torch.Tensor:
    """Return the tensors of one time step as one vector."""
    return torch.cat([tensor[time_step].flatten() for tensor in tensors])


def drop(trainer: Trainer, question: PokeQuestion, sample: int) -> Frame:
    """Return the tensors of ``Poke`` for the measured step.

    Raises Refusal where the task has no such input, the lane has left the finite numbers, or it would take too long.
    """
    task, problem = trainer.experiment.task, trainer.problem(question.lane)
    _require_input(task, question)
    cell = trainer.experiment.lanes[question.lane].cell
    _require_affordable("poke", task, cell, POKING)
    found = poke(problem, sample, question.time_step, question.feature, question.size)
    return trainer.still({name: float32(value) for name, value in found._asdict().items()})


def _require_input(task: Task, question: PokeQuestion) -> None:
    require_position(0, 1, question.time_step, task.sequence_length)
    if question.feature >= task.input_size:
        raise Refusal(
            "no_feature",
            "feature is {feature}; a time step has {count} inputs, counted from 0; choose {last} or less",
            {"feature": question.feature, "count": task.input_size, "last": task.input_size - 1},
        )


def clamp(trainer: Trainer, question: ClampQuestion, sample: int) -> Frame:
    """Return the watched sample's run under the question's clamps beside its run as it is.

    Clamps that the lane trains with hold in both. Raises Refusal where a clamp names what there is not, a lane has
    left the finite numbers, or it would take too long.
    """
    task, problem = trainer.experiment.task, trainer.problem(question.lane)
    cell = trainer.experiment.lanes[question.lane].cell
    try:
        check_clamps(question.clamps, cell, task.sequence_length, ["clamps"])
    except PydanticCustomError as error:
        context = {name: value for name, value in (error.context or {}).items() if name != "path"}
        raise Refusal(error.type, error.message_template, context) from None
    _require_affordable("clamp", task, cell, CLAMPING)
    plain = read_sample(problem, sample)
    network = problem.network
    for transplant in question.transplants:
        states = _donated(trainer, question.lane, transplant, sample)
        network = planted_network(network, problem.start.time_step + transplant.time_step, states)
    held = problem._replace(network=clamped_network(network, cell, question.clamps, period_of(task)))
    clamped = read_sample(held, sample)
    return trainer.still({**_tensors(task, clamped, ""), **_tensors(task, plain, "plain_")})


def _donated(trainer: Trainer, lane: int, transplant: Transplant, sample: int) -> list[State]:
    """Return the states that another lane, as it is, has after the transplant's time step."""
    donor = trainer.problem(transplant.origin)
    shapes = [_shapes(trainer, each) for each in (lane, transplant.origin)]
    require_position(0, 1, transplant.time_step, trainer.experiment.task.sequence_length)
    if shapes[0] != shapes[1]:
        raise Refusal(
            "transplant_shape",
            "the state of lane {origin} is {theirs}, that of lane {lane} is {own}; take a lane whose cell has the same "
            "states, hidden_size and layers",
            {"origin": transplant.origin, "theirs": shapes[1], "lane": lane, "own": shapes[0]},
        )
    return states_after(read_sample(donor, sample), transplant.time_step)


def _shapes(trainer: Trainer, lane: int) -> str:
    cell = trainer.experiment.lanes[lane].cell
    states = ", ".join(f"{name} {' × '.join(map(str, shape))}" for name, shape in cell.state_shapes().items())
    return f"{cell.layers} × ({states})"


def _tensors(task: Task, reading: Reading, prefix: str) -> dict[str, Array]:
    tensors = {
        "output": prediction(task, reading.read_out),
        "hidden_state": reading.states,
        "hidden_gradient": reading.gradient,
        "hidden_gradient_norm": reading.gradient.norm(dim=-1),
        "loss": reading.loss,
        **({} if reading.gates is None else {"gates": reading.gates}),
    }
    return {f"{prefix}{name}": float32(value) for name, value in tensors.items()}
