"""How far back through time the loss is differentiated."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from rnn_playground.experiment.document import Document, kinds_not_yet


class FullBptt(Document):
    """Through the whole sequence."""

    equation: ClassVar[tuple[str, ...]] = ("∂L/∂W_hh = Σ_t (∂L/∂h_t) (∂h_t/∂W_hh)",)
    source: ClassVar[str] = "Werbos, 1990"

    kind: Literal["full"] = "full"


BPTTS = (FullBptt,)
BPTTS_NOT_YET = ("truncated",)
# One kind needs no discriminator; the validator names the planned one before pydantic sees it.
Bptt = Annotated[FullBptt, kinds_not_yet("bptt", ("full",), BPTTS_NOT_YET)]
