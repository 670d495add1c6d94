"""Sequences of somebody's own, as the tasks read them."""

import pytest
import torch

from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import TASKS, AddingTask, DigitsTask, TextTask
from rnn_playground.experiment.tasks.images import pixel_order
from rnn_playground.tasks.own_sequence import own_sequence

DEFAULTS = [task() for task in TASKS]


@pytest.mark.parametrize("task", DEFAULTS, ids=lambda task: task.kind)
def test_every_task_reads_what_its_facts_say(task):
    facts = task.facts()
    if facts.modality == "symbols":
        symbols = list(facts.input_labels)[:3] if not isinstance(task, TextTask) else list("the")
        read = own_sequence(task, symbols, None)
        assert read.shape == (3, 1, task.input_size)
        assert (read.sum(dim=2) == 1).all()
    elif facts.image_size is not None:
        rows, columns = facts.image_size
        assert own_sequence(task, None, [[0.5] * columns] * rows).shape == (rows * columns, 1, 1)
    else:
        assert own_sequence(task, None, [[0.5] * task.input_size] * 4).shape == (4, 1, task.input_size)


def test_symbols_are_those_of_the_facts_in_their_order():
    for task in DEFAULTS:
        facts = task.facts()
        if facts.modality == "symbols" and not isinstance(task, TextTask):
            read = own_sequence(task, facts.input_labels, None)
            assert torch.equal(read[:, 0], torch.eye(task.input_size, dtype=torch.float64))


def test_korean_is_read_as_its_letters():
    task = TextTask(corpus="korean")
    assert len(own_sequence(task, ["나"], None)) == 2
    assert torch.equal(own_sequence(task, ["나", "는"], None), own_sequence(task, list("나는"), None))


def test_pixels_are_read_in_the_order_of_the_task():
    image = [[(8 * row + column) / 64 for column in range(8)] for row in range(8)]
    read = own_sequence(DigitsTask(permuted=True), None, image)[:, 0, 0]
    assert [int(64 * pixel) for pixel in read] == list(pixel_order(64, permuted=True))


@pytest.mark.parametrize(
    ("task", "symbols", "values", "type"),
    [
        (AddingTask(), ["a"], None, "input_values"),
        (AddingTask(), None, [[1.0]], "input_shape"),
        (AddingTask(), None, [[1.0, 0.0], [1.0]], "input_shape"),
        (DigitsTask(), None, [[1.0] * 8] * 7, "input_shape"),
        (DigitsTask(), None, [[1.0] * 7] * 8, "input_shape"),
        (DigitsTask(), None, [[2.0] * 8] * 8, "pixel_range"),
        (DigitsTask(), None, [[-0.1] * 8] * 8, "pixel_range"),
        (TextTask(), None, [[1.0]], "input_symbols"),
        (DEFAULTS[0], ["x"], None, "unknown_symbol"),
    ],
)
def test_what_cannot_be_read_is_refused(task, symbols, values, type):
    with pytest.raises(Refusal) as caught:
        own_sequence(task, symbols, values)
    assert caught.value.type == type
