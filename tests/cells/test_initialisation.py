import numpy as np
import pytest

from rnn_playground.cells.initialisation import Array, draw_recurrent, rescale
from rnn_playground.experiment.initialisations import (
    GaussianInit,
    HeInit,
    IdentityInit,
    MatrixInit,
    NpInit,
    OrthogonalInit,
    RecurrentInit,
    UniformInit,
    XavierInit,
)

H = 24
GATES = 3
GIVEN = tuple(tuple(float(10 * row + column) for column in range(2)) for row in range(4))
DRAWN: list[RecurrentInit] = [
    UniformInit(),
    GaussianInit(gain=1.5),
    XavierInit(),
    HeInit(),
    OrthogonalInit(gain=0.7),
    IdentityInit(scale=-0.5),
    NpInit(),
]


def blocks(init: RecurrentInit, gates: int = GATES, hidden: int = H, seed: int = 0) -> list[Array]:
    mask = np.ones((gates * hidden, hidden), dtype=np.bool_)
    return np.split(draw_recurrent(init, gates, hidden, np.random.default_rng(seed), mask), gates)


def radius(matrix: Array) -> float:
    return float(np.abs(np.linalg.eigvals(matrix)).max())


@pytest.mark.parametrize(("init", "bound"), [(UniformInit(), H**-0.5), (XavierInit(), (3.0 / H) ** 0.5)])
def test_uniform_draws_fill_their_interval(init: RecurrentInit, bound: float) -> None:
    for block in blocks(init):
        assert np.abs(block).max() <= bound
        assert np.abs(block).max() > 0.95 * bound
        assert block.std() == pytest.approx(bound / 3.0**0.5, rel=0.1)


@pytest.mark.parametrize(("init", "deviation"), [(GaussianInit(gain=1.5), 1.5 * H**-0.5), (HeInit(), (2.0 / H) ** 0.5)])
def test_gaussian_draws_have_their_deviation(init: RecurrentInit, deviation: float) -> None:
    for block in blocks(init):
        assert block.std() == pytest.approx(deviation, rel=0.1)
        assert np.abs(block).max() > 2.0 * deviation


def test_every_orthogonal_block_is_a_scaled_rotation() -> None:
    for block in blocks(OrthogonalInit(gain=0.7)):
        np.testing.assert_allclose(block @ block.T, 0.49 * np.eye(H), atol=1e-14)


def test_orthogonal_blocks_are_spread_over_all_orthogonal_matrices() -> None:
    """Half of them reflect, and no trace is favoured: of uniform ones it has mean 0 and variance 1."""
    drawn = [block for seed in range(200) for block in blocks(OrthogonalInit(), hidden=4, seed=seed)]
    assert np.mean([np.linalg.det(block) > 0 for block in drawn]) == pytest.approx(0.5, abs=0.08)
    traces = np.array([np.trace(block) for block in drawn])
    assert traces.mean() == pytest.approx(0.0, abs=0.15)
    assert traces.var() == pytest.approx(1.0, abs=0.2)


def test_identity_blocks() -> None:
    for block in blocks(IdentityInit(scale=-0.5)):
        np.testing.assert_array_equal(block, -0.5 * np.eye(H))


def test_np_blocks_are_positive_with_one_as_their_largest_eigenvalue() -> None:
    for block in blocks(NpInit()):
        np.testing.assert_allclose(block, block.T, atol=1e-15)
        eigenvalues = np.linalg.eigvalsh(block)
        assert eigenvalues[-1] == pytest.approx(1.0, abs=1e-12)
        assert 0.0 < eigenvalues[0] < eigenvalues[-2] < 1.0


def test_a_given_matrix_is_taken_as_it_is() -> None:
    np.testing.assert_array_equal(np.concatenate(blocks(MatrixInit(matrix=GIVEN), 2, 2)), GIVEN)


@pytest.mark.parametrize("init", [*DRAWN, MatrixInit(matrix=GIVEN)], ids=lambda init: init.kind)
@pytest.mark.parametrize("target", [0.0, 0.9, 1.6])
def test_spectral_radius_rescales_every_block(init: RecurrentInit, target: float) -> None:
    gates, hidden = (2, 2) if isinstance(init, MatrixInit) else (GATES, H)
    rescaled = init.model_copy(update={"spectral_radius": target})
    for block, plain in zip(blocks(rescaled, gates, hidden), blocks(init, gates, hidden), strict=True):
        assert radius(block) == pytest.approx(target, abs=1e-12)
        np.testing.assert_allclose(block * radius(plain), plain * target, atol=1e-12)


def test_a_matrix_without_eigenvalues_cannot_be_rescaled() -> None:
    with pytest.raises(ValueError, match="eigenvalues are all zero"):
        rescale(np.array([[8.0, 8.0], [-8.0, -8.0]]), 1.0)


def test_gates_and_seeds_differ() -> None:
    first, second, third = blocks(UniformInit())
    assert not np.allclose(first, second)
    assert not np.allclose(second, third)
    assert not np.allclose(first, blocks(UniformInit(), seed=1)[0])
