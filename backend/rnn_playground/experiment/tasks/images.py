"""Images read pixel by pixel: small handwritten digits, and MNIST, 784 pixels a sequence."""

from __future__ import annotations

import math
from functools import lru_cache
from importlib.resources import files
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from rnn_playground.experiment.tasks.facts import FRESH, TaskDocument, TaskFacts


@lru_cache(maxsize=8)
def pixel_order(pixels: int, *, permuted: bool) -> tuple[int, ...]:
    """Return which pixel, counted row by row, each time step reads: all in order, or one fixed permutation of them."""
    if not permuted:
        return tuple(range(pixels))
    return tuple(int(pixel) for pixel in np.random.default_rng(0).permutation(pixels))


def deflated_digits() -> bytes:
    """Return the images, deflated: uint8 rows of 64 pixels and a label; ``experiment/images`` names their source."""
    return files("rnn_playground.experiment").joinpath("images", "digits.zlib").read_bytes()


class ImageTask(TaskDocument):
    """Grey values in [0, 1], one a time step, row by row or in one fixed permutation; the class at the end, of ten.

    Solved is about ``held_out`` images that are kept back. ``blank`` are pixels that are the same in all images.
    ``floors`` are what the last pixel leaves of the class, in order and permuted; None where no image is known.
    """

    image_size: ClassVar[tuple[int, int]]
    solved: ClassVar[float]
    held_out: ClassVar[int]
    blank: ClassVar[tuple[int, ...]] = ()
    floors: ClassVar[tuple[float | None, float | None]] = (None, None)
    modality = "image"
    input_labels = ("pixel",)
    output_labels = tuple("0123456789")

    permuted: bool = Field(default=False, json_schema_extra={"advanced": False})

    @property
    def sequence_length(self) -> int:  # type: ignore[override]
        """Number of pixels."""
        return math.prod(self.image_size)

    def facts(self) -> TaskFacts:
        """Return what is known beforehand.

        The first pixel that is not blank may matter: what sight the criterion takes, nobody has derived (a table of
        all training images needs few pixels, and has learnt no digit).
        """
        order = pixel_order(self.sequence_length, permuted=self.permuted)
        return self._facts(
            structure="many-to-one",
            floor=self.floors[self.permuted],
            required_lag=len(order) - 1 - next(step for step, pixel in enumerate(order) if pixel not in self.blank),
            solved=self.solved,
            over=50,
            image_size=self.image_size,
            pixel_order=order,
            fresh=0,
            held_out=self.held_out,
        )


class DigitsTask(ImageTask):
    """8 × 8 grey values in [0, 1], one a time step, row by row or in one fixed permutation; the class at the end.

    1437 images to train on, 360 to test. The floors were measured on the former: the corner at the bottom right is
    inked in some digits only, the pixel that the permutation ends with in hardly any.
    """

    image_size: ClassVar[tuple[int, int]] = (8, 8)
    solved: ClassVar[float] = 0.9
    held_out: ClassVar[int] = 360
    blank: ClassVar[tuple[int, ...]] = (0, 32, 39)
    floors: ClassVar[tuple[float | None, float | None]] = (2.2012, 2.2965)
    equation = ("p(class | x_1 … x_64)",)
    source = (
        "Alpaydin and Kaynak, 1998, doi:10.24432/C50P49; "
        "read pixel by pixel as Le, Jaitly and Hinton, 2015, arXiv:1504.00941"
    )

    kind: Literal["digits"] = "digits"


class MnistTask(ImageTask):
    """28 × 28 grey values in [0, 1], one a time step, row by row or in one fixed permutation; the class at the end.

    The images come from a file that the operator names or from an optional package; neither is part of this one.
    """

    image_size: ClassVar[tuple[int, int]] = (28, 28)
    solved: ClassVar[float] = 0.85
    held_out: ClassVar[int] = FRESH
    equation = ("p(class | x_1 … x_784)",)
    source = (
        "LeCun, Bottou, Bengio and Haffner, 1998, doi:10.1109/5.726791; "
        "read pixel by pixel as Le, Jaitly and Hinton, 2015, arXiv:1504.00941"
    )

    kind: Literal["mnist"] = "mnist"
