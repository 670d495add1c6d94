"""The documents of the cells: what can be chosen about each, within which bounds. The equations run in ``cells``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rnn_playground.experiment.cells.cwrnn import CwrnnCell
from rnn_playground.experiment.cells.gru import GruCell
from rnn_playground.experiment.cells.irnn import IrnnCell
from rnn_playground.experiment.cells.lstm import LstmCell
from rnn_playground.experiment.cells.rnn import RnnCell
from rnn_playground.experiment.cells.sized import Recurrence, Shape, SizedCell
from rnn_playground.experiment.document import kinds_not_yet

__all__ = [
    "CELLS", "CELLS_NOT_YET", "Cell", "CwrnnCell", "GruCell", "IrnnCell", "LstmCell", "Recurrence", "RnnCell", "Shape",
    "SizedCell",
]  # fmt: skip

CELLS = (RnnCell, IrnnCell, CwrnnCell, LstmCell, GruCell)
CELLS_NOT_YET = ("orthogonal", "ugrnn", "scrn", "indrnn", "antisymmetric", "cornn", "lru", "mingru", "nprnn")

Cell = Annotated[
    RnnCell | IrnnCell | CwrnnCell | LstmCell | GruCell,
    Field(discriminator="kind"),
    kinds_not_yet("cell", ("rnn", "irnn", "cwrnn", "lstm", "gru"), CELLS_NOT_YET),
]
