"""mnist: name a handwritten digit that is read pixel by pixel, 784 of them."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from rnn_playground.experiment.document import Document
from rnn_playground.experiment.tasks.facts import FRESH, Loss, Modality, TaskFacts
from rnn_playground.experiment.tasks.pixels import image_facts


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
