import numpy as np
import pytest

from rnn_playground.cells import draw_parameters, recurrent_mask
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CELLS, CellConfig, CwrnnCell, GruCell, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.cells.sized import parameter_shapes
from rnn_playground.experiment.initialisations import OrthogonalInit, UniformInit

H = 8
EVERY_CELL: list[CellConfig] = [
    *(model(hidden_size=H, layers=2) for model in CELLS),
    LstmCell(hidden_size=H, peepholes=True),
]


def drawn(cell: CellConfig, seed: int = 0) -> dict[str, np.ndarray]:
    return draw_parameters(Lane(cell=cell), 3, 2, seed)


@pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.kind)
def test_names_and_shapes_are_the_documents(cell: CellConfig) -> None:
    assert {name: value.shape for name, value in drawn(cell).items()} == parameter_shapes(cell, 3, 2)


@pytest.mark.parametrize("cell", [RnnCell(hidden_size=H), GruCell(hidden_size=H)], ids=lambda cell: cell.kind)
def test_everything_is_uniform_by_default(cell: CellConfig) -> None:
    for value in drawn(cell).values():
        assert 0.0 < np.abs(value).max() <= H**-0.5
    assert len({float(value.flat[0]) for value in drawn(cell).values()}) == len(drawn(cell))


def test_each_parameter_has_a_stream_of_its_own() -> None:
    plain = drawn(RnnCell(hidden_size=H))
    other = drawn(RnnCell(hidden_size=H, activation="relu", layers=3, recurrent_init=OrthogonalInit()))
    changed = {name for name in plain if not np.array_equal(plain[name], other[name])}
    assert changed == {"W_hh.0"}
    expected = np.random.default_rng(np.random.SeedSequence([5, *b"b_y"])).uniform(-1.0, 1.0, 2) / H**0.5
    np.testing.assert_array_equal(drawn(RnnCell(hidden_size=H), seed=5)["b_y"], expected)


def test_seeds_change_everything() -> None:
    first, second = drawn(RnnCell(hidden_size=H), 0), drawn(RnnCell(hidden_size=H), 1)
    assert not any(np.array_equal(first[name], second[name]) for name in first)


def test_forget_bias_is_one_of_the_two_biases() -> None:
    parameters = drawn(LstmCell(hidden_size=H, layers=2, forget_bias=2.5))
    for layer in range(2):
        assert (parameters[f"b_xh.{layer}"][H : 2 * H] == 2.5).all()
        assert (parameters[f"b_hh.{layer}"][H : 2 * H] == 0.0).all()
        assert (np.abs(parameters[f"b_xh.{layer}"][:H]) <= H**-0.5).all()


def test_irnn_starts_as_a_perfect_memory() -> None:
    parameters = drawn(IrnnCell(hidden_size=64, layers=2, scale=0.5, input_std=0.01))
    for layer in range(2):
        np.testing.assert_array_equal(parameters[f"W_hh.{layer}"], 0.5 * np.eye(64))
        assert not parameters[f"b_xh.{layer}"].any()
        assert parameters[f"W_xh.{layer}"].std() == pytest.approx(0.01, rel=0.2)
    assert "b_hh.0" not in parameters
    assert not parameters["b_y"].any()


@pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.kind)
def test_recurrence_off_leaves_zeros_where_the_last_state_enters(cell: CellConfig) -> None:
    off = cell.model_copy(update={"recurrence": "off"})
    on = drawn(cell)
    for name, value in drawn(off).items():
        if name.partition(".")[0] in cell.recurrent:
            assert not value.any()
        else:
            np.testing.assert_array_equal(value, on[name])


def test_clockwork_links_come_from_equally_slow_and_slower_modules() -> None:
    cell = CwrnnCell(hidden_size=6, periods=(1, 2, 4))
    mask = recurrent_mask(cell)
    np.testing.assert_array_equal(mask, np.kron(np.triu(np.ones((3, 3))), np.ones((2, 2))))
    recurrent = drawn(cell)["W_hh.0"]
    assert not recurrent[~mask].any()
    assert recurrent[mask].all()


def test_clockwork_rescaling_sees_the_masked_matrix() -> None:
    cell = CwrnnCell(hidden_size=8, periods=(1, 2), recurrent_init=UniformInit(spectral_radius=0.9))
    assert np.abs(np.linalg.eigvals(drawn(cell)["W_hh.0"])).max() == pytest.approx(0.9, abs=1e-12)


def test_given_weights_replace_drawn_ones() -> None:
    given = {"b_y": (1.0, 2.0), "W_hh.0": ((1.0, 2.0), (3.0, 4.0))}
    cell = RnnCell(hidden_size=2)
    parameters = draw_parameters(Lane(cell=cell, initial_weights=given), 3, 2, 0)
    np.testing.assert_array_equal(parameters["b_y"], given["b_y"])
    np.testing.assert_array_equal(parameters["W_hh.0"], given["W_hh.0"])
    np.testing.assert_array_equal(parameters["W_xh.0"], drawn(cell)["W_xh.0"])


def test_given_weights_are_masked() -> None:
    lane = Lane(cell=RnnCell(hidden_size=2, recurrence="off"), initial_weights={"W_hh.0": ((1.0, 2.0), (3.0, 4.0))})
    assert not draw_parameters(lane, 3, 2, 0)["W_hh.0"].any()
