import numpy as np
import pytest
import torch
from pydantic import ValidationError

from rnn_playground.cells import build_cell, draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import LruCell


def drawn(cell: LruCell) -> dict[str, np.ndarray]:
    return {name.partition(".")[0]: value for name, value in draw_parameters(Lane(cell=cell), 3, 2, 0).items()}


def eigenvalues(cell: LruCell, weights: dict[str, np.ndarray]) -> np.ndarray:
    matrix = build_cell(cell).recurrent_matrix({name: torch.from_numpy(value) for name, value in weights.items()})
    assert matrix is not None
    assert (matrix == torch.diag(matrix.diagonal())).all()
    return matrix.diagonal().numpy()


@pytest.mark.parametrize(("r_min", "r_max"), [(0.9, 0.999), (0.0, 0.5), (0.7, 0.7)])
def test_eigenvalues_fill_the_ring_evenly(r_min: float, r_max: float) -> None:
    cell = LruCell(hidden_size=512, r_min=r_min, r_max=r_max)
    values = eigenvalues(cell, drawn(cell))
    assert (np.abs(values) >= r_min - 1e-12).all()
    assert (np.abs(values) <= r_max + 1e-12).all()
    if r_min < r_max:
        place = (np.sort(np.abs(values) ** 2) - r_min**2) / (r_max**2 - r_min**2)
        np.testing.assert_allclose(place, (np.arange(512) + 0.5) / 512, atol=0.08)
    np.testing.assert_allclose(
        np.sort(np.angle(values) % (2 * np.pi)), (np.arange(512) + 0.5) / 512 * 2 * np.pi, atol=0.4
    )


def test_the_largest_phase_bounds_the_angle() -> None:
    cell = LruCell(hidden_size=64, max_phase=0.3)
    angles = np.angle(eigenvalues(cell, drawn(cell)))
    assert (angles > 0).all()
    assert 0.25 < angles.max() <= 0.3


def test_the_input_is_scaled_so_that_noise_leaves_the_state_at_size_one() -> None:
    cell = LruCell(hidden_size=64)
    weights = drawn(cell)
    radii = np.abs(eigenvalues(cell, weights))
    np.testing.assert_allclose(np.exp(weights["gamma_log"]), np.sqrt(1.0 - radii**2), rtol=1e-9)


def test_the_state_forgets_by_exactly_the_radius_each_step(make_specimen) -> None:
    specimen = make_specimen(LruCell(hidden_size=4), time_steps=30)
    x = specimen.state[1].clone().requires_grad_()
    final = specimen._replace(state=(specimen.state[0], x)).run()[-1].state[1]
    radii = np.abs(eigenvalues(specimen.document, specimen.weights_in_numpy()))
    for unit in range(4):
        adjoint = torch.zeros_like(final)
        adjoint[0, unit, 0] = 1.0
        (gradient,) = torch.autograd.grad(final, x, adjoint, retain_graph=True)
        assert float(gradient[0, unit].norm()) == pytest.approx(radii[unit] ** 30, rel=1e-12)
        assert not gradient[0, np.arange(4) != unit].any()


def test_off_carries_nothing(make_specimen) -> None:
    specimen = make_specimen(LruCell(hidden_size=4, recurrence="off"))
    other = specimen._replace(state=tuple(tensor + 1.0 for tensor in specimen.state))
    for ours, theirs in zip(specimen.run(), other.run(), strict=True):
        for tensor, same in zip(ours.state, theirs.state, strict=True):
            assert torch.equal(tensor, same)


def test_a_ring_without_room_is_refused() -> None:
    with pytest.raises(ValidationError, match="choose r_min up to"):
        LruCell(r_min=0.9, r_max=0.5)
