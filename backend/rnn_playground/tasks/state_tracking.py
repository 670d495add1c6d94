"""Batches of the tasks whose answer is the state of a small machine."""

from __future__ import annotations

import numpy as np
import torch

from rnn_playground.experiment.tasks import FlipFlopTask, WordProblemTask
from rnn_playground.tasks.batch import TaskBatch, every_step, one_hot


def draw_word_problem(task: WordProblemTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Evenly drawn letters; the class of step t is the number of the element that x_1 … x_t come to.

    After Merrill, Petty and Sabharwal (2024).
    """
    letters = stream.integers(0, task.input_size, (task.length, batch_size))
    elements, product = np.array(task.read_elements)[letters], task.of.product
    targets = np.empty_like(letters)
    reached = np.zeros(batch_size, dtype=np.int64)
    for step, moves in enumerate(elements):
        reached = targets[step] = product[reached, moves]
    return TaskBatch(one_hot(letters, task.input_size), torch.from_numpy(targets), every_step(*letters.shape))


def draw_flip_flop(task: FlipFlopTask, batch_size: int, stream: np.random.Generator) -> TaskBatch:
    """Evenly drawn signs, which come as pulses at random steps; the target is each channel's last pulse.

    After Sussillo and Barak (2013).
    """
    shape = (task.length, batch_size, task.bits)
    comes = stream.random(shape) < task.pulse_rate
    comes[0] = True
    pulses = np.where(comes, 2.0 * stream.integers(0, 2, shape) - 1.0, 0.0)
    last = np.maximum.accumulate(np.where(comes, np.arange(task.length)[:, None, None], 0), axis=0)
    held = np.take_along_axis(pulses, last, axis=0)
    return TaskBatch(torch.from_numpy(pulses), torch.from_numpy(held), every_step(task.length, batch_size))
