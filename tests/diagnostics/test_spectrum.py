import math

import numpy as np
import pytest
import torch

from rnn_playground.diagnostics.spectrum import recurrent_eigenvalues
from rnn_playground.experiment.cells import Cell, CwrnnCell, GruCell, LstmCell, RnnCell
from rnn_playground.experiment.tasks import HelloTask

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
def test_eigenvalues_are_the_candidate_blocks(cell: Cell, rows: slice, make_problem) -> None:
    parameters = make_problem(cell, HelloTask()).parameters
    found = recurrent_eigenvalues(cell, parameters)
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
    found = sorted_complex(recurrent_eigenvalues(cell, parameters)[0].numpy())
    np.testing.assert_allclose(found, [0.5 - 0.75**0.5 * 1j, 0.5 + 0.75**0.5 * 1j], atol=1e-8)


def test_a_clockwork_has_the_eigenvalues_of_its_diagonal_blocks(make_problem) -> None:
    cell = CwrnnCell(hidden_size=H, periods=(1, 2, 4, 8, 16, 32))
    parameters = make_problem(cell, HelloTask()).parameters
    diagonal = np.sort(parameters["W_hh.0"].detach().diagonal().numpy())
    found = recurrent_eigenvalues(cell, parameters)[0].numpy()
    np.testing.assert_allclose(np.sort(found[:, 0]), diagonal, atol=1e-12)
    assert not found[:, 1].any()


def test_a_matrix_that_is_not_finite_has_no_eigenvalues(make_problem) -> None:
    cell = RnnCell(hidden_size=H)
    parameters = make_problem(cell, HelloTask()).parameters
    parameters["W_hh.0"].detach()[0, 0] = torch.inf
    assert recurrent_eigenvalues(cell, parameters).isnan().all()
