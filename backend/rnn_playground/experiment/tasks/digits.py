"""digits: name a small handwritten digit that is read pixel by pixel."""

from __future__ import annotations

from importlib.resources import files
from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.document import Document
from rnn_playground.experiment.tasks.facts import Loss, Modality, TaskFacts
from rnn_playground.experiment.tasks.images import image_facts

BLANK = (0, 32, 39)
"""Pixels that are 0 in all training images."""


def deflated_digits() -> bytes:
    """Return the images, deflated: uint8 rows of 64 pixels and a label; ``experiment/images`` names their source."""
    return files("rnn_playground.experiment").joinpath("images", "digits.zlib").read_bytes()


class DigitsTask(Document):
    """8 × 8 grey values in [0, 1], one a time step, row by row or in one fixed permutation; the class at the end.

    1437 images to train on, 360 to test.
    """

    input_size: ClassVar[int] = 1
    output_size: ClassVar[int] = 10
    image_size: ClassVar[tuple[int, int]] = (8, 8)
    sequence_length: ClassVar[int] = 64
    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "image"
    equation: ClassVar[tuple[str, ...]] = ("p(class | x_1 … x_64)",)
    source: ClassVar[str] = (
        "Alpaydin and Kaynak, 1998, doi:10.24432/C50P49; "
        "read pixel by pixel as Le, Jaitly and Hinton, 2015, arXiv:1504.00941"
    )

    kind: Literal["digits"] = "digits"
    permuted: bool = Field(default=False, json_schema_extra={"advanced": False})

    def facts(self) -> TaskFacts:
        """Return what is known beforehand.

        The floor is the entropy of the class given the last pixel, measured on the training images: the corner at the
        bottom right is inked in some digits only, the pixel that a permutation ends with in hardly any. Three pixels
        are 0 in all of them.
        """
        floor = 2.2965 if self.permuted else 2.2012
        return image_facts(
            self.kind, self.image_size, 0.9, permuted=self.permuted, floor=floor, held_out=360, blank=BLANK
        )
