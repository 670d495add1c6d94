"""A run's network under clamps, cuts and transplants: what becomes of the watched sample, and of its gradient."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

from rnn_playground.cells import State
from rnn_playground.diagnostics.clamp import Reading, clamped_network, planted_network, read_sample, states_after
from rnn_playground.experiment.clamps import check_clamps
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import Task, period_of
from rnn_playground.experiment.work import forward_work, require_affordable
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.questions import ClampQuestion, Transplant
from rnn_playground.training.readings import float32, prediction
from rnn_playground.training.trainer import Trainer

# Forward and backward, as it is, under clamps, and of the lane that a state is taken from.
PASSES = 9


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
    work = PASSES * forward_work(cell, task.input_size, task.output_size, time_steps=task.sequence_length, sequences=1)
    require_affordable("clamp", work, "choose a shorter sequence or a smaller network")
    sample = min(sample, trainer.experiment.batch_size - 1)
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
    if transplant.time_step >= trainer.experiment.task.sequence_length:
        count = trainer.experiment.task.sequence_length
        raise Refusal(
            "no_time_step",
            "time_step is {time_step}; the sequence has {count} time steps, counted from 0; choose {last} or less",
            {"time_step": transplant.time_step, "count": count, "last": count - 1},
        )
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
