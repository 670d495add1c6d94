import math

import numpy as np
import pytest
import torch

from rnn_playground.diagnostics.gradient_flow import gradient_flow
from rnn_playground.diagnostics.spectrum import recurrent_spectrum
from rnn_playground.experiment.cells import CELLS, CellConfig, CwrnnCell, GruCell, LstmCell, RnnCell
from rnn_playground.experiment.initialisations import IdentityInit, OrthogonalInit
from rnn_playground.experiment.tasks import AddingTask, HelloTask
from rnn_playground.learning.backpropagation import backpropagate
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll

H = 6


def sorted_complex(pairs: np.ndarray) -> np.ndarray:
    return np.sort_complex(np.round(pairs[..., 0] + 1j * pairs[..., 1], 9))


@pytest.mark.parametrize(
    ("cell", "rows"),
    [
        (RnnCell(hidden_size=H, layers=2), slice(0, H)),
        (LstmCell(hidden_size=H, layers=2), slice(2 * H, 3 * H)),  # g of i, f, g, o
        (GruCell(hidden_size=H, layers=2), slice(2 * H, 3 * H)),  # n of r, z, n
    ],
    ids=["rnn", "lstm", "gru"],
)
def test_eigenvalues_are_the_candidate_blocks(cell: CellConfig, rows: slice, make_problem) -> None:
    parameters = make_problem(cell, HelloTask()).parameters
    found = recurrent_spectrum(cell, parameters).eigenvalues
    assert found.shape == (2, H, 2)
    for layer in range(2):
        block = parameters[f"W_hh.{layer}"].detach().numpy()[rows]
        expected = np.sort_complex(np.round(np.linalg.eigvals(block).astype(complex), 9))
        np.testing.assert_allclose(sorted_complex(found[layer].numpy()), expected, atol=1e-8)


def test_a_rotation_by_sixty_degrees(make_problem) -> None:
    cell = RnnCell(hidden_size=2)
    parameters = make_problem(cell, HelloTask()).parameters
    angle = math.pi / 3.0
    rotation = [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
    parameters["W_hh.0"].detach().copy_(torch.tensor(rotation))
    found = sorted_complex(recurrent_spectrum(cell, parameters).eigenvalues[0].numpy())
    np.testing.assert_allclose(found, [0.5 - 0.75**0.5 * 1j, 0.5 + 0.75**0.5 * 1j], atol=1e-8)


def test_a_clockwork_has_the_eigenvalues_of_its_diagonal_blocks(make_problem) -> None:
    cell = CwrnnCell(hidden_size=H, periods=(1, 2, 4, 8, 16, 32))
    parameters = make_problem(cell, HelloTask()).parameters
    diagonal = np.sort(parameters["W_hh.0"].detach().diagonal().numpy())
    found = recurrent_spectrum(cell, parameters).eigenvalues[0].numpy()
    np.testing.assert_allclose(np.sort(found[:, 0]), diagonal, atol=1e-12)
    assert not found[:, 1].any()


def test_a_matrix_that_is_not_finite_has_no_eigenvalues(make_problem) -> None:
    cell = RnnCell(hidden_size=H)
    parameters = make_problem(cell, HelloTask()).parameters
    parameters["W_hh.0"].detach()[0, 0] = torch.inf
    assert all(tensor.isnan().all() for tensor in recurrent_spectrum(cell, parameters))


def test_norm_and_non_normality_are_those_of_numpy(make_problem) -> None:
    cell = RnnCell(hidden_size=H, layers=2)
    parameters = make_problem(cell, HelloTask()).parameters
    found = recurrent_spectrum(cell, parameters)
    for layer in range(2):
        matrix = parameters[f"W_hh.{layer}"].detach().numpy()
        assert float(found.spectral_norm[layer]) == pytest.approx(np.linalg.norm(matrix, 2), rel=1e-12)
        triangle = np.linalg.norm(matrix) ** 2 - (np.abs(np.linalg.eigvals(matrix)) ** 2).sum()
        assert float(found.non_normality[layer]) == pytest.approx(np.sqrt(triangle), rel=1e-9)


def test_a_nilpotent_matrix_is_all_stretch_and_no_eigenvalue(make_problem) -> None:
    cell = RnnCell(hidden_size=2)
    parameters = make_problem(cell, HelloTask()).parameters
    parameters["W_hh.0"].detach().copy_(torch.tensor([[8.0, 8.0], [-8.0, -8.0]]))
    found = recurrent_spectrum(cell, parameters)
    assert float(found.eigenvalues.abs().max()) < 1e-6
    assert float(found.spectral_norm) == pytest.approx(16.0)
    assert float(found.non_normality) == pytest.approx(16.0)


@pytest.mark.parametrize("kind", ["orthogonal", "identity"])
def test_a_normal_matrix_has_no_non_normality(kind: str, make_problem) -> None:
    init = {"orthogonal": OrthogonalInit(gain=0.9), "identity": IdentityInit(scale=0.9)}[kind]
    cell = RnnCell(hidden_size=H, recurrent_init=init)
    found = recurrent_spectrum(cell, make_problem(cell, HelloTask()).parameters)
    assert float(found.non_normality) == 0.0
    assert float(found.spectral_norm) == pytest.approx(0.9, rel=1e-12)


@pytest.mark.parametrize("document", CELLS, ids=lambda document: document().kind)
def test_every_cell_has_a_spectrum_or_says_that_it_has_none(document: type[CellConfig], make_problem) -> None:
    cell = document(hidden_size=4, layers=2)
    found = recurrent_spectrum(cell, make_problem(cell, HelloTask()).parameters)
    assert (found is None) == (cell.recurrent == ())
    if found is not None:
        assert [tensor.shape for tensor in found] == [(2, 4, 2), (2,), (2,)]
        assert (found.eigenvalues.norm(dim=2).amax(dim=1) <= found.spectral_norm * (1 + 1e-9)).all()


def test_below_one_the_gradient_of_a_linear_network_may_grow_for_a_while(make_problem) -> None:
    cell = RnnCell(hidden_size=2, activation="identity")
    problem = make_problem(cell, AddingTask(length=400))
    problem.parameters["W_hh.0"].detach().copy_(torch.tensor([[0.9, 20.0], [0.0, 0.9]], dtype=torch.float64))
    problem.parameters["W_hy"].detach().copy_(torch.tensor([[1.0, 0.0]]))
    scoring, trajectory = Scoring.of(problem.batch), unroll(problem.network, problem.parameters, problem.batch.inputs)
    loss = batch_loss(problem.loss, predict(problem.parameters, trajectory, scoring), scoring.targets)
    profile = gradient_flow(backpropagate(loss, trajectory, problem.parameters)).hidden[0].numpy()[::-1]
    back = np.arange(400)
    # Row 1 of W to the power k is (0.9^k, 20 k 0.9^(k−1)).
    expected = np.hypot(0.9**back, 20.0 * back * 0.9 ** (back - 1.0))
    np.testing.assert_allclose(profile / profile[0], expected, rtol=1e-9)
    assert profile[9] > 70 * profile[0]
    assert profile[399] < 1e-13 * profile[0]
    found = recurrent_spectrum(cell, problem.parameters)
    assert float(found.non_normality) == pytest.approx(20.0)  # no share of anything: it has no upper end
