from collections.abc import Sequence

import mpmath
import numpy as np
import pytest
from threadpoolctl import threadpool_info

from rnn_playground.diagnostics import jacobian_product
from rnn_playground.diagnostics.jacobian_product import product_singular_values


def exact(jacobians: np.ndarray) -> list[Sequence[float]]:
    """The singular values with 120 digits, of t = T down to t = 1."""
    with mpmath.workdps(120):
        product, size = mpmath.eye(jacobians.shape[1]), jacobians.shape[1]
        values = [[mpmath.mpf(1)] * size]
        for jacobian in jacobians[:0:-1]:
            product *= mpmath.matrix(jacobian.tolist())
            found = mpmath.svd_r(product, compute_uv=False)
            values.append([found[place] for place in range(size)])
        return values


def draw(kind: str) -> np.ndarray:
    stream = np.random.default_rng(3)
    normal = stream.standard_normal((16, 4, 4))
    match kind:
        case "random":
            return normal / 2
        case "saturated":
            return (1 - np.tanh(2 * stream.standard_normal((16, 4, 1))) ** 2) * normal
        case "tiny":
            return 1e-5 * normal
        case "huge":
            return 1e7 * normal
        case _:
            return np.repeat((np.diag([1.1, 0.9, 0.1, 0.01]) + np.triu(normal[0], 1))[None], 16, axis=0)


@pytest.mark.parametrize("kind", ["random", "saturated", "tiny", "huge", "repeated"])
def test_all_of_them_are_right_to_many_digits_however_far_they_lie_apart(kind: str) -> None:
    jacobians = draw(kind)
    seen = product_singular_values(jacobians)
    for row, expected in zip(seen[::-1], exact(jacobians), strict=True):
        for value, right in zip(row, expected, strict=True):
            assert value == pytest.approx(float(right), rel=1e-9, abs=0.0)


def test_the_smallest_lie_far_below_what_a_plain_decomposition_can_see() -> None:
    jacobians = draw("saturated")
    seen = product_singular_values(jacobians)[0]
    plain = np.linalg.svd(np.linalg.multi_dot(jacobians[:0:-1]), compute_uv=False)
    assert seen[-1] < 1e-6 * plain[-1]
    assert seen[0] == pytest.approx(plain[0], rel=1e-10)


def test_a_scaled_rotation_gives_powers_of_its_scale() -> None:
    turned, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((6, 6)))
    seen = product_singular_values(np.repeat(0.1 * turned[None], 45, axis=0))
    np.testing.assert_allclose(seen, 0.1 ** np.arange(44, -1, -1)[:, None] * np.ones(6), rtol=1e-10)


def test_directions_that_are_lost_read_as_nothing() -> None:
    projection = np.repeat(np.diag([2.0, 0.5, 0.0])[None], 5, axis=0)
    np.testing.assert_allclose(product_singular_values(projection)[0], [16.0, 0.5**4, 0.0], rtol=1e-14, atol=0)
    np.testing.assert_array_equal(product_singular_values(np.zeros((3, 2, 2))), [[0, 0], [0, 0], [1, 1]])


def test_one_step_is_the_identity_and_what_is_not_finite_ends_the_product() -> None:
    np.testing.assert_array_equal(product_singular_values(np.zeros((1, 2, 2))), [[1.0, 1.0]])
    jacobians = np.repeat(np.eye(2)[None], 4, axis=0)
    jacobians[2, 0, 0] = np.inf
    np.testing.assert_array_equal(np.isnan(product_singular_values(jacobians)[:, 0]), [True, True, False, False])


def test_what_units_that_are_off_take_away_is_nothing_and_not_what_rounding_leaves() -> None:
    jacobians = np.repeat(np.random.default_rng(1).standard_normal((1, 6, 6)) / 3, 20, axis=0)
    jacobians[10, 4] = 0.0
    seen = product_singular_values(jacobians)
    assert (seen[10:] > 0).all()
    np.testing.assert_array_equal(seen[:10, 5], 0.0)
    assert (seen[:10, :5] > 0).all()


def test_the_threads_of_the_process_do_not_wait_for_each_other(monkeypatch) -> None:
    held: list[set[int]] = []

    def note(*_) -> np.ndarray:
        held.append({library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"})
        return np.ones(2)

    monkeypatch.setattr(jacobian_product, "_singular_values", note)
    product_singular_values(np.repeat(np.eye(2)[None], 2, axis=0))
    assert held == [{1}]


def test_a_nilpotent_matrix_takes_all_away_in_two_steps() -> None:
    jacobians = np.repeat(np.array([[[8.0, 8.0], [-8.0, -8.0]]]), 4, axis=0)
    seen = product_singular_values(jacobians)
    np.testing.assert_allclose(seen, [[0, 0], [0, 0], [16, 0], [1, 1]], rtol=1e-14, atol=0)
