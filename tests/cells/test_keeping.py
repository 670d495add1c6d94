"""What gates keep: minGRU's and UGRNN's fractions, SCRN's context, chrono's time constants."""

import numpy as np
import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import GruCell, IndrnnCell, LstmCell, MingruCell, ScrnCell, UgrnnCell

H = 512


def drawn(cell) -> dict[str, np.ndarray]:
    return draw_parameters(Lane(cell=cell), 3, 2, 0)


def test_mingru_multiplies_the_gradient_by_the_fraction_it_keeps_and_by_nothing_else(make_specimen) -> None:
    specimen = make_specimen(MingruCell(hidden_size=4))
    h = specimen.state[0].clone().requires_grad_()
    steps = specimen._replace(state=(h,)).run()
    kept = torch.stack([step.gates[0] for step in steps])
    assert ((kept > 0) & (kept < 1)).all()
    (gradient,) = torch.autograd.grad(steps[-1].state[0].sum(), h)
    torch.testing.assert_close(gradient, kept.prod(dim=0).detach(), rtol=0, atol=1e-14)


def test_mingru_off_forgets(make_specimen) -> None:
    specimen = make_specimen(MingruCell(hidden_size=4, recurrence="off"))
    for step in specimen.run():
        keep, candidate = step.gates
        torch.testing.assert_close(step.state[0], (1.0 - keep) * candidate, rtol=0, atol=1e-14)


@pytest.mark.parametrize("cell", [UgrnnCell(hidden_size=8, keep_bias=2.5), MingruCell(hidden_size=8, keep_bias=2.5)])
def test_the_keep_bias_is_that_of_the_first_block(cell) -> None:
    parameters = drawn(cell)
    for layer in range(cell.layers):
        np.testing.assert_array_equal(parameters[f"b_xh.{layer}"], np.repeat([2.5, 0.0], 8))


def test_scrn_context_fades_at_its_fixed_rate(make_specimen) -> None:
    specimen = make_specimen(ScrnCell(hidden_size=4, context_keep=0.95), time_steps=20)
    h, s = (tensor.clone().requires_grad_() for tensor in specimen.state)
    final = specimen._replace(state=(h, s)).run()[-1].state[1]
    (gradient,) = torch.autograd.grad(final.sum(), s)
    torch.testing.assert_close(gradient, torch.full_like(s, 0.95**20), rtol=0, atol=1e-14)


def test_indrnn_units_follow_curves_of_their_own(make_specimen) -> None:
    """While a unit is active, k steps back its gradient is u to the power of k, and no other unit's state matters."""
    specimen = make_specimen(IndrnnCell(hidden_size=4, largest_weight=1.0), time_steps=6)
    weights = {
        **specimen.weights,
        "u": torch.tensor([0.9, 1.0, 5.0, 0.3]).double(),
        "b_xh": torch.full((4,), 50.0).double(),
    }
    h = specimen.state[0].abs().requires_grad_()
    final = specimen._replace(weights=weights, state=(h,)).run()[-1].state[0]
    (gradient,) = torch.autograd.grad(final.sum(), h)
    expected = torch.tensor([0.9, 1.0, 1.0, 0.3]).double() ** 6
    torch.testing.assert_close(gradient, expected.expand(2, 4), rtol=0, atol=1e-12)


def test_indrnn_starts_with_a_memory_in_its_top_layer() -> None:
    parameters = drawn(IndrnnCell(hidden_size=H, layers=3))
    np.testing.assert_allclose(np.sort(parameters["u.0"]), (np.arange(H) + 0.5) / H, atol=0.08)
    assert not np.array_equal(parameters["u.0"], parameters["u.1"])
    assert (parameters["u.2"] == 1.0).all()


@pytest.mark.parametrize("cell", [LstmCell(hidden_size=H, chrono=100.0), GruCell(hidden_size=H, chrono=100.0)])
def test_chrono_spreads_time_constants_evenly_up_to_the_longest(cell) -> None:
    parameters = drawn(cell)
    keep = cell.gates.index(cell.keep)
    bias = (parameters["b_xh.0"] + parameters["b_hh.0"]).reshape(-1, H)[keep]
    constants = 1.0 / (1.0 - 1.0 / (1.0 + np.exp(-bias)))
    assert constants.min() >= 2.0
    assert constants.max() <= 100.0
    np.testing.assert_allclose(np.sort(constants), 2.0 + (np.arange(H) + 0.5) / H * 98.0, atol=8.0)


def test_chrono_closes_the_input_gate_as_far_as_it_opens_the_forget_gate() -> None:
    parameters = drawn(LstmCell(hidden_size=8, chrono=50.0, forget_bias=3.0))
    i, f, g, o = (parameters["b_xh.0"] + parameters["b_hh.0"]).reshape(4, 8)
    np.testing.assert_array_equal(i, -f)
    plain = drawn(LstmCell(hidden_size=8, forget_bias=3.0))
    other = (plain["b_xh.0"] + plain["b_hh.0"]).reshape(4, 8)
    np.testing.assert_array_equal(g, other[2])
    np.testing.assert_array_equal(o, other[3])
    assert (other[1] == 3.0).all()


def test_chrono_changes_nothing_but_the_biases_of_its_gates() -> None:
    plain, chrono = drawn(GruCell(hidden_size=8)), drawn(GruCell(hidden_size=8, chrono=50.0))
    changed = {name for name in plain if not np.array_equal(plain[name], chrono[name])}
    assert changed == {"b_xh.0", "b_hh.0"}
    for name in changed:
        same = np.ones(24, dtype=bool)
        same[8:16] = False
        np.testing.assert_array_equal(plain[name][same], chrono[name][same])


def test_peepholes_are_parameters_of_their_own() -> None:
    plain, seeing = drawn(LstmCell(hidden_size=8)), drawn(LstmCell(hidden_size=8, peepholes=True))
    assert seeing.keys() - plain.keys() == {"p_ch.0"}
    assert seeing["p_ch.0"].shape == (24,)
    for name, value in plain.items():
        np.testing.assert_array_equal(seeing[name], value)
