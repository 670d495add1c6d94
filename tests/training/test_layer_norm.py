"""Layer normalisation inside the recurrence: what all sums of a layer have in common changes nothing."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from rnn_playground.diagnostics.step_jacobian import step_jacobians
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.branches import Origin
from rnn_playground.experiment.cells import CellConfig, IrnnCell, NprnnCell, RnnCell
from rnn_playground.experiment.clamps import UnitClamp
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training import Trainer

CELLS: list[CellConfig] = [
    *(kind(hidden_size=5, layers=2, layer_norm=True) for kind in (RnnCell, IrnnCell, NprnnCell)),
    RnnCell(hidden_size=5, layers=2, layer_norm=True, residual=0.2),
]
each_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: "-".join([cell.kind, *cell.options]))


def document(cell: CellConfig, **fields: object) -> Experiment:
    given = {"task": AddingTask(length=6), "lanes": (Lane(cell=cell),), "batch_size": 4, "steps": 12}
    return Experiment.model_validate({**given, **fields})


def trained(experiment: Experiment, updates: int) -> Trainer:
    trainer = Trainer(experiment, kernels=True)
    while trainer.step < updates and trainer.advance():
        pass
    return trainer


@each_cell
def test_a_step_is_slope_projection_and_weights(cell: CellConfig) -> None:
    """Against J = diag(f′) diag(g / s) (I − 1 1ᵀ/H − x̂ x̂ᵀ/H) W, inside a residual path where there is one."""
    trainer, size = trained(document(cell, precision="float64"), 3), cell.hidden_size
    passed = trainer.problem(0).passed()
    w = {name: torch.from_numpy(value).double() for name, value in trainer.parameters(0).items()}
    found, identity = step_jacobians(passed, 0, 0), torch.eye(size).double()
    for time_step in range(len(passed.inputs)):
        (before,) = (tensor[0] for tensor in passed.states_before(time_step)[0])
        total = w["W_xh.0"] @ passed.inputs[time_step, 0] + w["W_hh.0"] @ before
        deviation = (total.var(correction=0) + 1e-5).sqrt()
        scaled = (total - total.mean()) / deviation
        z = w["g_ln.0"] * scaled + w["b_xh.0"]
        slope = 1 - z.tanh() ** 2 if cell.kind == "rnn" else (z > 0).double()
        projection = torch.eye(size) - torch.ones_like(identity) / size - torch.outer(scaled, scaled) / size
        made = (slope * w["g_ln.0"] / deviation)[:, None] * projection @ w["W_hh.0"]
        expected = identity + cell.residual * made if cell.residual else made
        torch.testing.assert_close(found[time_step], expected, rtol=1e-9, atol=1e-11)


@each_cell
def test_gradients_are_those_of_finite_differences(cell: CellConfig) -> None:
    trainer = trained(document(cell, precision="float64"), 3)
    places = (("W_hh.0", (1, 2)), ("W_xh.1", (3, 1)), ("g_ln.0", (2,)), ("hidden_state", (0, 2, 1)))
    for name, index in places:
        check = trainer.check(0, name, index, 1e-5)
        assert check.finite_difference == pytest.approx(check.backprop, rel=1e-5, abs=1e-10), name


@each_cell
def test_it_is_branched_and_restored_to_the_bit_and_clamped(cell: CellConfig) -> None:
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
def test_a_shift_of_all_sums_changes_nothing(cell: CellConfig) -> None:
    """All rows of a matrix moved alike."""
    trainer = Trainer(document(cell, precision="float64"))
    weights = {name: value.copy() for name, value in trainer.parameters(0).items()}
    for name in ("W_xh.0", "W_hh.0", "W_xh.1", "W_hh.1"):
        weights[name] += np.linspace(-1.0, 1.0, weights[name].shape[1])
    moved = Lane(cell=cell, initial_weights={name: value.tolist() for name, value in weights.items()})
    before, after = (
        each.frame(Watch())["0/hidden_state"]
        for each in (trainer, Trainer(document(cell, lanes=(moved,), precision="float64")))
    )
    np.testing.assert_allclose(after, before, atol=1e-5)
    assert np.abs(before).max() > 0.1


@each_cell
def test_the_reference_computes_it_and_a_document_without_it_does_not_name_it(cell: CellConfig) -> None:
    assert Trainer(document(cell), kernels=True).kernel == "reference"
    with pytest.raises(ValidationError, match="options"):
        document(cell, kernel="fused")
    plain = type(cell)(hidden_size=5)
    assert "layer_norm" not in json.loads(plain.model_dump_json())
    assert type(cell).model_validate_json(cell.model_dump_json()) == cell
    with pytest.raises(ValidationError):
        document(cell, lanes=(Lane(cell=plain), Lane(cell=cell, origin=Origin(lane=0, step=5))))
