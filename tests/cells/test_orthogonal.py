import numpy as np
import pytest
import torch

from rnn_playground.cells import build_cell, draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import OrthogonalCell
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import unroll


def parameters_of(cell: OrthogonalCell, seed: int = 0) -> Parameters:
    drawn = draw_parameters(Lane(cell=cell), 3, 2, seed)
    return Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})


def distance_from_orthogonal(cell: OrthogonalCell, parameters: Parameters) -> float:
    rotation = build_cell(cell).recurrent_matrix(parameters.layer(0))
    assert rotation is not None
    return float((rotation @ rotation.T - torch.eye(cell.hidden_size, dtype=torch.float64)).detach().abs().max())


@pytest.mark.parametrize("hidden_size", [1, 2, 7, 16])
def test_it_starts_as_rotations_of_pairs_by_even_angles(hidden_size: int) -> None:
    cell = OrthogonalCell(hidden_size=hidden_size)
    rotation = build_cell(cell).recurrent_matrix(parameters_of(cell).layer(0))
    assert rotation is not None
    pair = np.arange(hidden_size) // 2
    assert not rotation.detach().numpy()[pair[:, None] != pair[None, :]].any()
    np.testing.assert_allclose(np.abs(np.linalg.eigvals(rotation.detach().numpy())), 1.0, atol=1e-12)


def test_the_angles_fill_the_circle() -> None:
    cell = OrthogonalCell(hidden_size=512)
    rotation = build_cell(cell).recurrent_matrix(parameters_of(cell).layer(0))
    assert rotation is not None
    angles = np.sort(np.abs(np.angle(np.linalg.eigvals(rotation.detach().numpy()))))[::2] / np.pi
    np.testing.assert_allclose(angles, (np.arange(256) + 0.5) / 256, atol=0.08)


def test_it_stays_a_rotation_while_it_learns() -> None:
    cell = OrthogonalCell(hidden_size=8)
    parameters, network = parameters_of(cell), Network.build(cell)
    optimizer = torch.optim.Adam([parameters.vector], lr=0.05)
    inputs = torch.randn(6, 4, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    before = build_cell(cell).recurrent_matrix(parameters.layer(0))
    assert before is not None
    before = before.detach().clone()
    for _ in range(30):
        assert distance_from_orthogonal(cell, parameters) < 1e-12
        loss = (unroll(network, parameters, inputs).hidden_states() - 1.0).square().mean()
        pieces = torch.autograd.grad(loss, list(parameters.values()), materialize_grads=True)
        parameters.vector.grad = torch.cat([piece.flatten() for piece in pieces])
        optimizer.step()
    assert distance_from_orthogonal(cell, parameters) < 1e-12
    after = build_cell(cell).recurrent_matrix(parameters.layer(0))
    assert after is not None
    assert (after - before).abs().max() > 0.1


def test_without_a_threshold_no_length_is_lost() -> None:
    """With b_mod = 0 and no input the network only rotates: state and gradient keep their norms to the last digits."""
    cell = OrthogonalCell(hidden_size=8)
    parameters, network = parameters_of(cell), Network.build(cell)
    state = torch.randn(1, 8, generator=torch.Generator().manual_seed(1), dtype=torch.float64).requires_grad_()
    final = unroll(network, parameters, torch.zeros(100, 1, 3, dtype=torch.float64), [(state,)]).top[-1].state[0]
    assert float(final.detach().norm()) == pytest.approx(float(state.detach().norm()), abs=1e-12)
    adjoint = torch.randn(1, 8, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    (gradient,) = torch.autograd.grad(final, state, adjoint)
    assert float(gradient.norm()) == pytest.approx(float(adjoint.norm()), abs=1e-12)


def test_in_single_precision_a_length_lasts_as_well() -> None:
    cell = OrthogonalCell(hidden_size=32)
    double, network = parameters_of(cell), Network.build(cell)
    parameters = double.to(torch.float32)
    state = torch.randn(1, 32, generator=torch.Generator().manual_seed(1)).requires_grad_()
    final = unroll(network, parameters, torch.zeros(300, 1, 3), [(state,)]).top[-1].state[0]
    (gradient,) = torch.autograd.grad(final, state, torch.ones(1, 32))
    assert float(final.detach().norm()) == pytest.approx(float(state.detach().norm()), rel=1e-5)
    assert float(gradient.norm()) == pytest.approx(32**0.5, rel=1e-5)


def test_modrelu_moves_lengths_and_keeps_signs(make_specimen) -> None:
    specimen = make_specimen(OrthogonalCell(hidden_size=4))
    threshold = torch.tensor([-0.5, -100.0, 0.0, 0.25], dtype=torch.float64)
    for step in specimen._replace(weights={**specimen.weights, "b_mod": threshold}).run():
        z, h = step.pre_activation, step.state[0]
        assert (h[:, 1] == 0).all()
        torch.testing.assert_close(h[:, 2], z[:, 2])
        torch.testing.assert_close(h[:, 3], z[:, 3] + 0.25 * z[:, 3].sign())
        assert (h * z >= 0).all()
