"""Images read pixel by pixel: in which order, what every such task declares, and MNIST, 784 of them a sequence."""

from __future__ import annotations

import math
from collections.abc import Collection
from functools import lru_cache
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from rnn_playground.experiment.document import Document
from rnn_playground.experiment.tasks.facts import FRESH, Loss, Modality, SolvedCriterion, TaskFacts


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


class MnistTask(Document):
    """28 × 28 grey values in [0, 1], one a time step, row by row or in one fixed permutation; the class at the end.

    The images come from a file that the operator names or from an optional package; neither is part of this one.
    """

    input_size: ClassVar[int] = 1
    output_size: ClassVar[int] = 10
    image_size: ClassVar[tuple[int, int]] = (28, 28)
    sequence_length: ClassVar[int] = 784
    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "image"
    equation: ClassVar[tuple[str, ...]] = ("p(class | x_1 … x_784)",)
    source: ClassVar[str] = (
        "LeCun, Bottou, Bengio and Haffner, 1998, doi:10.1109/5.726791; "
        "read pixel by pixel as Le, Jaitly and Hinton, 2015, arXiv:1504.00941"
    )

    kind: Literal["mnist"] = "mnist"
    permuted: bool = Field(default=False, json_schema_extra={"advanced": False})

    def facts(self) -> TaskFacts:
        """Return what is known beforehand."""
        return image_facts(self.kind, self.image_size, 0.85, permuted=self.permuted, floor=None, held_out=FRESH)
