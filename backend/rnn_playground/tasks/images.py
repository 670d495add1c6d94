"""Labelled images, split once, and read one pixel a time step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_playground.experiment.tasks import DigitsTask, MnistTask
from rnn_playground.experiment.tasks.images import pixel_order
from rnn_playground.tasks.batch import TaskBatch, last_step

TRAINING_SHARE = 0.8


class Images(NamedTuple):
    """``pixels`` (image, pixel) uint8, row by row; ``labels`` (image) int64; ``white`` is the largest grey value."""

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    white: int

    def take(self, rows: NDArray[np.int64]) -> Images:
        """Return some of the images."""
        return self._replace(pixels=self.pixels[rows], labels=self.labels[rows])


class ImageSet(NamedTuple):
    """Images to train on and others to test with."""

    train: Images
    test: Images

    @classmethod
    def split(cls, images: Images) -> ImageSet:
        """Return four fifths to train on and the rest to test with, always the same ones of the same images."""
        order = np.random.default_rng(0).permutation(len(images.labels))
        count = int(TRAINING_SHARE * len(order))
        return cls(images.take(order[:count]), images.take(order[count:]))


def draw_images(
    images: Images, task: DigitsTask | MnistTask, batch_size: int, stream: np.random.Generator
) -> TaskBatch:
    """Return images drawn with replacement, to be read in the task's order; the class is asked for at the end."""
    return read_images(images.take(stream.integers(0, len(images.labels), batch_size)), task)


def read_images(images: Images, task: DigitsTask | MnistTask) -> TaskBatch:
    """Return all of ``images`` side by side, one pixel in [0, 1] a time step."""
    order = np.array(pixel_order(images.pixels.shape[1], permuted=task.permuted))
    inputs = images.pixels[:, order].T[:, :, None] / images.white
    length, batch_size, _ = inputs.shape
    targets = torch.zeros(length, batch_size, dtype=torch.int64)
    targets[-1] = torch.from_numpy(images.labels)
    return TaskBatch(torch.from_numpy(inputs), targets, last_step(length, batch_size))
