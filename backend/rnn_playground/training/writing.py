"""What a network writes by itself: symbols drawn from its predictions, or values that it reads back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import HelloTask, SineTask, Task, TextTask, WaveformTask
from rnn_playground.experiment.work import ONE_SECOND, forward_work, require_affordable
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.sampling import generate
from rnn_playground.tasks.own_sequence import own_places, own_sequence
from rnn_playground.telemetry.questions import SampleQuestion
from rnn_playground.training.other_lengths import finite
from rnn_playground.training.trainer import Trainer


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
    match task:
        case SineTask() | WaveformTask():
            return {"values": _values(trainer, task, parameters, question, sample)}
        case _:
            return _symbols(trainer, task, parameters, question)


def _reads_what_it_predicts(task: Task) -> bool:
    facts = task.facts()
    return isinstance(task, HelloTask) or (facts.modality == "symbols" and facts.input_labels == facts.output_labels)


def _classes(task: Task) -> list[int] | None:
    """Return the places in the alphabet of what can be predicted; None: all of it."""
    return [task.alphabet.index(letter) for letter in task.classes] if isinstance(task, HelloTask) else None


def _symbols(trainer: Trainer, task: Task, parameters: Parameters, question: SampleQuestion) -> dict[str, Any]:
    facts = task.facts()
    if not _reads_what_it_predicts(task):
        raise Refusal(
            "no_writing",
            "a network that learns {task} does not predict what it reads next; choose text, hello, "
            "a Reber grammar, sine or waveform",
            {"task": task.kind},
        )
    if not question.prompt:
        raise Refusal("empty_prompt", "the prompt is empty; give at least one symbol to begin with", {})
    places = [int(place) for place in own_places(task, question.prompt)]
    stream = np.random.default_rng(np.random.SeedSequence([question.seed]))
    reader, alphabet = trainer.lanes[question.lane].reader(parameters), torch.eye(task.input_size, dtype=trainer.dtype)
    written = generate(
        reader,
        alphabet,
        places,
        classes=_classes(task),
        count=question.count,
        temperature=question.temperature,
        generator=stream,
    )
    labels = [facts.input_labels[place] for place in written.symbols]
    return {
        "text": task.decode(written.symbols) if isinstance(task, TextTask) else "".join(labels),
        "symbols": labels,
        "probabilities": list(written.probabilities),
    }


def _values(
    trainer: Trainer, task: SineTask | WaveformTask, parameters: Parameters, question: SampleQuestion, sample: int
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
