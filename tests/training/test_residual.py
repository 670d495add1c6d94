"""A residual path: what a unit makes is added to its last state, forwards, backwards, wherever a step is measured."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from rnn_playground.cells import build_cell
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.branches import Origin
from rnn_playground.experiment.cells import CellConfig, IndrnnCell, IrnnCell, NprnnCell, RnnCell
from rnn_playground.experiment.clamps import UnitClamp
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer

ALPHA = 0.2
CELLS: list[CellConfig] = [
    kind(hidden_size=5, layers=2, residual=ALPHA) for kind in (RnnCell, IrnnCell, NprnnCell, IndrnnCell)
]
each_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.kind)


def document(cell: CellConfig, **fields: object) -> Experiment:
    given = {"task": AddingTask(length=6), "lanes": (Lane(cell=cell),), "batch_size": 4, "steps": 12}
    return Experiment.model_validate({**given, **fields})


def trained(experiment: Experiment, updates: int) -> Trainer:
    trainer = Trainer(experiment, kernels=True)
    while trainer.step < updates and trainer.advance():
        pass
    return trainer


@each_cell
def test_a_step_is_the_identity_and_alpha_times_slope_and_weights(cell: CellConfig) -> None:
    """Against J = I + α diag(f′) W, whose eigenvalues a frame carries."""
    trainer = trained(document(cell, precision="float64"), 3)
    frame = trainer.frame(Watch(panels=("step_spectrum", "pre_activation")))
    weights = {name[:-2]: torch.from_numpy(value) for name, value in trainer.parameters(0).items() if name[-2:] == ".0"}
    matrix, curve = build_cell(cell).recurrent_matrix(weights), build_cell(cell).candidate_activation
    for time_step, z in enumerate(torch.from_numpy(frame["0/pre_activation"][0]).double()):
        slope = curve.slope(z, torch.tanh(z) if cell.kind == "rnn" else z.relu())
        expected = torch.linalg.eigvals(torch.eye(5) + ALPHA * slope[:, None] * matrix).abs().sort().values
        found = np.sort(np.linalg.norm(frame["0/step_eigenvalues"][0, time_step], axis=1))
        np.testing.assert_allclose(found, expected.numpy(), rtol=1e-5)


@each_cell
def test_gradients_are_those_of_finite_differences(cell: CellConfig) -> None:
    trainer = trained(document(cell, precision="float64"), 3)
    recurrent = ("u.0", (1,)) if cell.kind == "indrnn" else ("W_hh.0", (1, 2))
    for name, index in (recurrent, ("W_xh.1", (3, 1)), ("hidden_state", (0, 2, 1)), ("hidden_state", (1, 4, 0))):
        check = trainer.check(0, name, index, 1e-5)
        assert check.finite_difference == pytest.approx(check.backprop, rel=1e-6, abs=1e-11)


@each_cell
def test_it_is_branched_and_restored_to_the_bit_and_a_clamp_holds_the_sum(cell: CellConfig) -> None:
    whole, half = trained(document(cell), 12), trained(document(cell), 5)
    restored = Trainer.restore(half.checkpoint())
    half.branch(Lane(cell=cell, origin=Origin(lane=0, step=5)))
    while half.grow(100) or half.advance():
        pass
    while restored.advance():
        pass
    for name, value in whole.parameters(0).items():
        assert np.array_equal(value, restored.parameters(0)[name]), name
        assert np.array_equal(value, half.parameters(1)[name]), name
    clamp = UnitClamp(kind="unit", layer=0, first=2, last=3, state="h", unit=1, value=0.5)
    frame = Trainer(document(cell, lanes=(Lane(cell=cell, clamps=(clamp,)),))).frame(Watch())
    assert (frame["0/hidden_state"][0, 2:4, 1] == 0.5).all()


@each_cell
def test_the_reference_computes_it_and_a_document_without_it_does_not_name_it(cell: CellConfig) -> None:
    assert Trainer(document(cell), kernels=True).kernel == "reference"
    with pytest.raises(ValidationError, match="options"):
        document(cell, kernel="fused")
    plain = cell.model_copy(update={"residual": None})
    assert "residual" not in json.loads(plain.model_dump_json())
    assert type(cell).model_validate_json(cell.model_dump_json()) == cell
    with pytest.raises(ValidationError, match="less than or equal to 1"):
        type(cell)(residual=1.5)


@each_cell
def test_off_the_path_alone_carries_the_sum_of_what_is_made(cell: CellConfig) -> None:
    alone = cell.model_copy(update={"recurrence": "off", "layers": 1})
    frame = Trainer(document(alone)).frame(Watch(panels=("pre_activation",)))
    z = frame["0/pre_activation"][0]
    made = np.tanh(z) if cell.kind == "rnn" else np.maximum(0.0, z)
    np.testing.assert_allclose(frame["0/hidden_state"][0], ALPHA * made.cumsum(axis=0), rtol=1e-5, atol=1e-7)
