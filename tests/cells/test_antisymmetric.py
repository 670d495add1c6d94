import numpy as np
import pytest
import torch

from rnn_playground.cells import build_cell, draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import AntisymmetricCell


def matrix(cell: AntisymmetricCell) -> np.ndarray:
    drawn = draw_parameters(Lane(cell=cell), 3, 2, 0)
    value = build_cell(cell).recurrent_matrix({"A": torch.from_numpy(drawn["A.0"])})
    assert value is not None
    return value.numpy()


@pytest.mark.parametrize("damping", [0.0, 0.3])
def test_eigenvalues_of_the_generator_lie_on_a_vertical_line(damping: float) -> None:
    cell = AntisymmetricCell(hidden_size=16, step_size=0.1, damping=damping)
    generator = (matrix(cell) - np.eye(16)) / 0.1
    eigenvalues = np.linalg.eigvals(generator)
    np.testing.assert_allclose(eigenvalues.real, -damping, atol=1e-12)
    assert np.abs(eigenvalues.imag).max() > 0.5
    np.testing.assert_allclose(generator + generator.T, -2.0 * damping * np.eye(16), atol=1e-12)


def test_without_damping_an_euler_step_is_outside_the_circle_and_damping_takes_it_in() -> None:
    assert np.abs(np.linalg.eigvals(matrix(AntisymmetricCell(hidden_size=16, damping=0.0)))).min() > 1.0
    assert np.abs(np.linalg.eigvals(matrix(AntisymmetricCell(hidden_size=16, damping=5.0)))).max() < 1.0


def test_off_leaves_the_sum_over_time(make_specimen) -> None:
    specimen = make_specimen(AntisymmetricCell(hidden_size=4, step_size=0.3, recurrence="off"))
    h = specimen.state[0]
    for x, step in zip(specimen.inputs, specimen.run(), strict=True):
        h = h + 0.3 * torch.tanh(x @ specimen.weights["W_xh"].T + specimen.weights["b_xh"])
        torch.testing.assert_close(step.state[0], h, rtol=0, atol=1e-14)
