"""The documents of the cells: what can be chosen about each, within which bounds. The equations run in ``cells``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rnn_playground.experiment.cells.antisymmetric import AntisymmetricCell
from rnn_playground.experiment.cells.cornn import CornnCell
from rnn_playground.experiment.cells.cwrnn import CwrnnCell
from rnn_playground.experiment.cells.formula import FormulaCell
from rnn_playground.experiment.cells.gru import GruCell
from rnn_playground.experiment.cells.indrnn import IndrnnCell
from rnn_playground.experiment.cells.irnn import IrnnCell
from rnn_playground.experiment.cells.lru import LruCell
from rnn_playground.experiment.cells.lstm import LstmCell
from rnn_playground.experiment.cells.mingru import MingruCell
from rnn_playground.experiment.cells.nprnn import NprnnCell
from rnn_playground.experiment.cells.orthogonal import OrthogonalCell
from rnn_playground.experiment.cells.rnn import RnnCell
from rnn_playground.experiment.cells.scrn import ScrnCell
from rnn_playground.experiment.cells.sized import Carries, Recurrence, Shape, SizedCell
from rnn_playground.experiment.cells.ugrnn import UgrnnCell

__all__ = [
    "CELLS", "AntisymmetricCell", "Carries", "Cell", "CornnCell", "CwrnnCell", "FormulaCell", "GruCell", "IndrnnCell",
    "IrnnCell", "LruCell", "LstmCell", "MingruCell", "NprnnCell", "OrthogonalCell", "Recurrence", "RnnCell", "ScrnCell",
    "Shape", "SizedCell", "UgrnnCell",
]  # fmt: skip

CELLS = (
    RnnCell, IrnnCell, NprnnCell, CwrnnCell, LstmCell, GruCell, UgrnnCell, MingruCell, ScrnCell, IndrnnCell,
    OrthogonalCell, AntisymmetricCell, CornnCell, LruCell, FormulaCell,
)  # fmt: skip

Cell = Annotated[
    RnnCell | IrnnCell | NprnnCell | CwrnnCell | LstmCell | GruCell | UgrnnCell | MingruCell | ScrnCell | IndrnnCell
    | OrthogonalCell | AntisymmetricCell | CornnCell | LruCell | FormulaCell,
    Field(discriminator="kind"),
]  # fmt: skip
