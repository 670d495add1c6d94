"""Sequences that no lane trains on: of other lengths, of somebody's own, or written by the network itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from pydantic import ValidationError

from rnn_playground.diagnostics.gates import gate_values
from rnn_playground.experiment import Experiment, explain
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import HelloTask, SignalTask, Task, TextTask, WaveformTask, at_length
from rnn_playground.experiment.work import ONE_SECOND, forward_work, require_affordable
from rnn_playground.learning.generalisation import Score, fresh_batch, score
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.sampling import generate
from rnn_playground.learning.unroll import sample_states, unroll
from rnn_playground.tasks.own_sequence import Table, own_sequence, symbol_indices
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.questions import SampleQuestion
from rnn_playground.training.readings import finite, float32, forward_readings
from rnn_playground.training.trainer import Trainer


def score_lengths(trainer: Trainer, lengths: Sequence[int], samples: int) -> dict[str, Any]:
    """Return ``lengths``, ``chance`` and ``floor`` of each, and for every lane its ``loss`` and ``metric`` at each.

    Every lane reads the same ``samples`` sequences of a length. A lane that left the finite numbers is None, and so is
    a figure that is not finite. Raises Refusal where the task has no length, or it would take too long.
    """
    tasks = [with_length(trainer.experiment, length) for length in lengths]
    work = sum(
        forward_work(lane.cell, task.input_size, task.output_size, time_steps=task.sequence_length, sequences=samples)
        for task in tasks
        for lane in trainer.experiment.lanes
    )
    most = max(1, samples * ONE_SECOND // work)
    require_affordable("lengths", work, "choose {most} samples at most, or shorter lengths", most=most)
    scores: list[list[Score]] = [[] for _ in trainer.lanes]
    for task in tasks:
        batch = fresh_batch(task, samples, trainer.experiment.data_seed).to(trainer.dtype)
        for number, lane in enumerate(trainer.lanes):
            parameters = trainer.present(number)
            if parameters is not None:
                scores[number].append(score(lane.state.network, parameters, task.loss, batch))
    facts = [task.facts() for task in tasks]
    return {
        "lengths": list(lengths),
        "chance": [fact.chance for fact in facts],
        "floor": [fact.floor for fact in facts],
        "lanes": [_lane(found) if found else None for found in scores],
    }


def with_length(experiment: Experiment, length: int) -> Task:
    """Return the experiment's task with another length. Raises Refusal where it has none, or the rest forbids it."""
    task = experiment.task
    if "length" not in type(task).model_fields:
        raise Refusal(
            "no_length",
            "the sequences of {task} have one length only; choose a task with a length",
            {"task": task.kind},
        )
    try:
        return at_length(task, length)
    except ValidationError as error:
        raise Refusal(
            "length_refused",
            "a length of {length} does not go with this task: {why}",
            {"length": length, "why": explain(error)[0]["message"]},
        ) from None


def _lane(scores: Sequence[Score]) -> dict[str, list[float | None]]:
    return {
        "loss": [finite(found.loss) for found in scores],
        "metric": [finite(found.metric) for found in scores],
    }


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


def write(trainer: Trainer, question: SampleQuestion, sample: int) -> dict[str, Any]:
    """Return what the lane writes after the prompt.

    Of symbols: ``text``, the ``symbols`` as they are labelled, and the ``probabilities`` with which each was drawn.
    Of values: ``values``, one row a time step; without a prompt, a wave is begun by the ``sample`` that is watched.
    Raises Refusal where the lane has left the finite numbers, the task's network cannot go on by itself, or it would
    take too long; ValueError where the prompt holds a strange character.
    """
    parameters = trainer.present(question.lane)
    if parameters is None:
        raise Refusal(
            "lane_over", "lane {lane} has left the finite numbers; ask about another lane", {"lane": question.lane}
        )
    task, cell = trainer.experiment.task, trainer.experiment.lanes[question.lane].cell
    steps = question.count + max(len(question.prompt), len(question.values or ()))
    work = forward_work(cell, task.input_size, task.output_size, time_steps=steps, sequences=1)
    require_affordable("sample", work, "ask for {most} at most", most=max(1, question.count * ONE_SECOND // work))
    if isinstance(task, SignalTask | WaveformTask):
        return {"values": _values(trainer, task, parameters, question, sample)}
    return _symbols(trainer, task, parameters, question)


def _symbols(trainer: Trainer, task: Task, parameters: Parameters, question: SampleQuestion) -> dict[str, Any]:
    facts = task.facts()
    # hello predicts some of the letters that it reads.
    classes = [task.alphabet.index(letter) for letter in task.classes] if isinstance(task, HelloTask) else None
    if classes is None and (facts.modality != "symbols" or facts.input_labels != facts.output_labels):
        raise Refusal(
            "no_writing",
            "a network that learns {task} does not predict what it reads next; choose text, hello, "
            "a Reber grammar, sine, waveform, lorenz or mackey_glass",
            {"task": task.kind},
        )
    if not question.prompt:
        raise Refusal("empty_prompt", "the prompt is empty; give at least one symbol to begin with", {})
    indices = [int(index) for index in symbol_indices(task, question.prompt)]
    stream = np.random.default_rng(np.random.SeedSequence([question.seed]))
    reader, alphabet = trainer.lanes[question.lane].reader(parameters), torch.eye(task.input_size, dtype=trainer.dtype)
    written = generate(
        reader,
        alphabet,
        indices,
        classes=classes,
        count=question.count,
        temperature=question.temperature,
        generator=stream,
    )
    labels = [facts.input_labels[index] for index in written.symbols]
    return {
        "text": task.decode(written.symbols) if isinstance(task, TextTask) else "".join(labels),
        "symbols": labels,
        "probabilities": list(written.probabilities),
    }


def _values(
    trainer: Trainer, task: SignalTask | WaveformTask, parameters: Parameters, question: SampleQuestion, sample: int
) -> list[list[float | None]]:
    reader = trainer.lanes[question.lane].reader(parameters)
    if isinstance(task, WaveformTask):
        read = torch.zeros(question.count, task.input_size, dtype=trainer.dtype)
        read[0] = trainer.watched_input(sample)[0, 0]
        return _rows(reader.read(read))
    prompt = (
        trainer.watched_input(sample)[: task.warm_up]
        if question.values is None
        else own_sequence(task, None, question.values).to(trainer.dtype)
    )
    # The prediction of the prompt's last step is the first value that is written.
    return _rows(reader.read(prompt[:, 0], question.count - 1)[-question.count :])


def _rows(values: torch.Tensor) -> list[list[float | None]]:
    rows: Sequence[Sequence[float]] = values.tolist()
    return [[finite(value) for value in row] for row in rows]
