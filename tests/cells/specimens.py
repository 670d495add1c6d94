"""Every cell, small, with random weights and states in float64."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from rnn_playground.cells import CellStep, State, build_cell
from rnn_playground.cells.described import DescribedCell
from rnn_playground.experiment.cells import (
    AntisymmetricCell,
    CellConfig,
    CornnCell,
    CwrnnCell,
    DeltanetCell,
    FormulaCell,
    GruCell,
    IndrnnCell,
    IrnnCell,
    LemCell,
    LmuCell,
    LruCell,
    LstmCell,
    MingruCell,
    MinlstmCell,
    MlstmCell,
    NprnnCell,
    OrthogonalCell,
    RglruCell,
    RnnCell,
    ScrnCell,
    SlstmCell,
    UgrnnCell,
)

H, I, BATCH = 4, 3, 2
DOCUMENTS: dict[str, CellConfig] = {
    "rnn": RnnCell(hidden_size=H),
    "rnn with a residual path": RnnCell(hidden_size=H, residual=0.3),
    "rnn with a layer normalisation": RnnCell(hidden_size=H, layer_norm=True),
    "irnn with all it can have": IrnnCell(hidden_size=H, layer_norm=True, residual=0.3),
    "irnn": IrnnCell(hidden_size=H),
    "nprnn": NprnnCell(hidden_size=H),
    "cwrnn": CwrnnCell(hidden_size=H, periods=(1, 2)),
    "lstm": LstmCell(hidden_size=H),
    "lstm with peepholes": LstmCell(hidden_size=H, peepholes=True),
    "slstm": SlstmCell(hidden_size=H),
    "slstm with heads": SlstmCell(hidden_size=H, heads=2),
    "slstm without stabiliser": SlstmCell(hidden_size=H, stabiliser=False),
    "gru": GruCell(hidden_size=H),
    "ugrnn": UgrnnCell(hidden_size=H),
    "mingru": MingruCell(hidden_size=H),
    "minlstm": MinlstmCell(hidden_size=H),
    "scrn": ScrnCell(hidden_size=H, context_keep=0.7),
    "indrnn": IndrnnCell(hidden_size=H, largest_weight=10.0),
    "indrnn with a residual path": IndrnnCell(hidden_size=H, largest_weight=10.0, residual=0.3),
    "orthogonal": OrthogonalCell(hidden_size=H),
    "antisymmetric": AntisymmetricCell(hidden_size=H, step_size=0.3, damping=0.2),
    "cornn": CornnCell(hidden_size=H, step_size=0.3, frequency=1.5, damping=0.7),
    "lem": LemCell(hidden_size=H, step_size=0.6),
    "lmu": LmuCell(hidden_size=H, order=3, theta=6.0),
    "lru": LruCell(hidden_size=H),
    "rglru": RglruCell(hidden_size=H),
    "deltanet": DeltanetCell(hidden_size=H, key_size=3),
    "deltanet with all it can have": DeltanetCell(hidden_size=H, key_size=2, beta_max=2, decay_gate=True),
    "mlstm": MlstmCell(hidden_size=H, key_size=3),
    "formula": FormulaCell(hidden_size=H),
    "formula with two states": FormulaCell(
        hidden_size=H,
        formula="r = sigmoid(W x + U h + p * c)\nc = 0.9 * c + r * softplus(V x) / 2\nh = sin(M x + R (r * h) - c)",
    ),
}


class Specimen(NamedTuple):
    """A cell with what it needs to run: random weights by base name, a state, inputs (time_step, batch, input)."""

    document: CellConfig
    cell: DescribedCell
    weights: dict[str, Tensor]
    state: State
    inputs: Tensor

    def weights_in_numpy(self) -> dict[str, np.ndarray]:
        """Return the weights as arrays."""
        return {name: value.numpy() for name, value in self.weights.items()}

    def run(self, first_time_step: int = 0) -> list[CellStep]:
        """Return every step over the inputs."""
        weights, state, steps = self.cell.prepare(self.weights), self.state, []
        for time_step, drive in enumerate(self.cell.drive(weights, self.inputs), first_time_step):
            steps.append(self.cell.step(weights, drive, self.cell.recur(weights, drive, state), state, time_step))
            state = steps[-1].state
        return steps


def specimen(document: CellConfig, *, seed: int = 0, time_steps: int = 5) -> Specimen:
    """Return ``document``'s cell with N(0, 0.7²) weights, N(0, 1) states and inputs, all in float64."""
    stream = np.random.default_rng(seed)

    def normal(*shape: int, deviation: float = 1.0) -> Tensor:
        return torch.from_numpy(stream.normal(0.0, deviation, shape))

    weights = {name: normal(*shape, deviation=0.7) for name, shape in document.layer_shapes(I).items()}
    state = tuple(normal(BATCH, *shape) for shape in document.state_shapes().values())
    if document.kind == "slstm":
        state = (*state[:2], 0.5 + state[2].abs(), state[3] * document.stabiliser)  # a normaliser is positive
    return Specimen(document, build_cell(document), weights, state, normal(time_steps, BATCH, I))
