"""The matrix of the dial: what the last hidden state is multiplied by."""

import numpy as np
import pytest
import torch

from rnn_playground.cells import build_cell, draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import (
    CELLS,
    CellConfig,
    DeltanetCell,
    MingruCell,
    MinlstmCell,
    MlstmCell,
    NprnnCell,
    RglruCell,
)


def test_it_is_the_derivative_of_what_recur_makes_of_the_hidden_state(a_specimen) -> None:
    document, cell, weights = a_specimen.document, a_specimen.cell, a_specimen.weights
    matrix = cell.recurrent_matrix(weights)
    if document.kind == "lru" or not document.recurrent:
        return  # nothing of h is carried; test_lru and test_keeping say what is
    direct = document.program.direct if document.kind == "formula" else ()
    of_formula = [document.program.nodes[number].name for number in direct]
    if document.kind == "formula" and document.program.main_matrix not in of_formula:
        torch.testing.assert_close(matrix, weights["R"], rtol=0, atol=0)  # R (r * h), a product of the step
        return
    assert matrix is not None
    prepared = cell.prepare(weights)
    drive = cell.drive(prepared, a_specimen.inputs)[0][:1]
    state = tuple(tensor[:1] for tensor in a_specimen.state)
    jacobian = torch.autograd.functional.jacobian(lambda h: cell.recur(prepared, drive, (h, *state[1:]))[0], state[0])
    block = document.gates.index(document.candidate) if document.candidate else 0
    if of_formula:
        block = of_formula.index(document.program.main_matrix)
    H = document.hidden_size
    expected = jacobian[block * H : (block + 1) * H, 0]
    if document.kind == "antisymmetric":
        expected = torch.eye(H) + document.step_size * expected
    torch.testing.assert_close(matrix, expected, rtol=0, atol=1e-14)


@pytest.mark.parametrize(
    "cell",
    [model(hidden_size=4) for model in (MingruCell, MinlstmCell, RglruCell, DeltanetCell, MlstmCell)],
    ids=lambda cell: cell.kind,
)
def test_a_cell_whose_gates_see_the_input_alone_has_none(cell: CellConfig, make_specimen) -> None:
    specimen = make_specimen(cell)
    assert specimen.cell.recurrent_matrix(specimen.weights) is None


@pytest.mark.parametrize("model", CELLS, ids=lambda model: model.__name__)
def test_off_there_is_nothing_left_of_it(model) -> None:
    document = model(hidden_size=8, recurrence="off")
    drawn = draw_parameters(Lane(cell=document), 3, 2, 0)
    weights = {name[:-2]: torch.from_numpy(value) for name, value in drawn.items() if name.endswith(".0")}
    for name in document.recurrent:
        assert not weights[name].any()
    matrix = build_cell(document).recurrent_matrix(weights)
    remaining = torch.eye(8) if document.kind == "antisymmetric" else torch.zeros(8, 8)
    assert matrix is None or torch.equal(matrix, remaining.to(matrix))
    for name in document.recurrent:
        weights[name] = torch.ones_like(weights[name])
    moved = build_cell(document).recurrent_matrix(weights)
    assert moved is None or torch.equal(moved, remaining.to(moved))


@pytest.mark.parametrize("model", CELLS, ids=lambda model: model.__name__)
def test_off_the_parameters_of_the_recurrence_have_exactly_no_gradient(model, make_specimen) -> None:
    specimen = make_specimen(model(hidden_size=8, recurrence="off"))
    leaves = {name: value.requires_grad_() for name, value in specimen.weights.items()}
    outputs = torch.stack([step.state[0] for step in specimen.run()])
    idle = {"W_f", "b_f"} if model is MlstmCell else set()  # f multiplies what is carried and nothing else
    gradients = torch.autograd.grad(outputs.square().sum(), leaves.values(), materialize_grads=True)
    for name, gradient in zip(leaves, gradients, strict=True):
        assert bool(gradient.any()) == (name not in {*specimen.document.recurrent, *idle}), name


def test_the_np_network_starts_with_its_largest_eigenvalue_at_one() -> None:
    document = NprnnCell(hidden_size=32, layers=2, input_std=0.01)
    drawn = draw_parameters(Lane(cell=document), 3, 2, 0)
    for layer in range(2):
        eigenvalues = np.linalg.eigvalsh(drawn[f"W_hh.{layer}"])
        assert eigenvalues[-1] == pytest.approx(1.0, abs=1e-12)
        assert eigenvalues[0] > 0.0
        assert eigenvalues[-2] < 1.0
        assert not drawn[f"b_xh.{layer}"].any()
        assert drawn[f"W_xh.{layer}"].std() == pytest.approx(0.01, rel=0.2)
    assert type(build_cell(document)).__name__ == "Elman"
