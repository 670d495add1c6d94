"""Images read pixel by pixel: in which order, and what every such task declares."""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import lru_cache
from typing import Literal

import numpy as np

from rnn_playground.experiment.tasks.facts import SolvedCriterion, TaskFacts


@lru_cache(maxsize=8)
def pixel_order(pixels: int, *, permuted: bool) -> tuple[int, ...]:
    """Return which pixel, counted row by row, each time step reads: all in order, or one fixed permutation of them."""
    if not permuted:
        return tuple(range(pixels))
    return tuple(int(pixel) for pixel in np.random.default_rng(0).permutation(pixels))


def image_facts(
    kind: Literal["digits", "mnist"],
    image_size: tuple[int, int],
    solved: float,
    *,
    permuted: bool,
    floor: float | None,
    held_out: int,
    blank: Collection[int] = (),
) -> TaskFacts:
    """Return what is known beforehand of ten classes and one pixel a time step.

    ``floor`` is what the pixel that is read last leaves of the class, None where the images are not known. Solved is
    about ``held_out`` images that are kept back. The first pixel that is not ``blank``, the same in all images, may
    matter: what sight the criterion takes, nobody has derived (a table of all training images needs few pixels, and has
    learnt no digit).
    """
    pixels = image_size[0] * image_size[1]
    order = pixel_order(pixels, permuted=permuted)
    return TaskFacts(
        kind=kind,
        structure="many-to-one",
        loss="cross_entropy",
        metric="accuracy",
        chance=math.log(10.0),
        floor=floor,
        required_lag=pixels - 1 - next(step for step, pixel in enumerate(order) if pixel not in blank),
        sequence_length=pixels,
        input_size=1,
        output_size=10,
        input_labels=("pixel",),
        output_labels=tuple("0123456789"),
        solved=SolvedCriterion("metric", ">=", solved, 50),
        modality="image",
        image_size=image_size,
        pixel_order=order,
        fresh=0,
        held_out=held_out,
    )
