"""The documents of the cells: what can be chosen about each, within which bounds. The equations run in ``cells``."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from rnn_playground.experiment.cells.clockwork import CwrnnCell, ScrnCell
from rnn_playground.experiment.cells.elman import IndrnnCell, IrnnCell, NprnnCell, RnnCell
from rnn_playground.experiment.cells.formula import FormulaCell
from rnn_playground.experiment.cells.gated import GruCell, LemCell, LstmCell, SlstmCell, UgrnnCell
from rnn_playground.experiment.cells.input_gated import MingruCell, MinlstmCell, RglruCell
from rnn_playground.experiment.cells.legendre import LmuCell
from rnn_playground.experiment.cells.matrix_memory import DeltanetCell, MlstmCell
from rnn_playground.experiment.cells.sized import Carries, Recurrence, ResidualCell, Shape, SizedCell
from rnn_playground.experiment.cells.stable import AntisymmetricCell, CornnCell, LruCell, OrthogonalCell

__all__ = [
    "CELLS", "AntisymmetricCell", "Carries", "CellConfig", "CornnCell", "CwrnnCell", "DeltanetCell", "FormulaCell",
    "GruCell", "IndrnnCell", "IrnnCell", "LemCell", "LmuCell", "LruCell", "LstmCell", "MingruCell", "MinlstmCell",
    "MlstmCell", "NprnnCell", "OrthogonalCell", "Recurrence", "ResidualCell", "RglruCell", "RnnCell", "ScrnCell",
    "Shape", "SizedCell", "SlstmCell", "UgrnnCell",
]  # fmt: skip

CellConfig = Annotated[
    RnnCell | IrnnCell | NprnnCell | CwrnnCell | LstmCell | SlstmCell | GruCell | UgrnnCell | MingruCell | MinlstmCell
    | ScrnCell | IndrnnCell | OrthogonalCell | AntisymmetricCell | CornnCell | LemCell | LmuCell | LruCell
    | RglruCell | DeltanetCell | MlstmCell
    | FormulaCell,
    Field(discriminator="kind"),
]  # fmt: skip
CELLS = get_args(get_args(CellConfig)[0])
