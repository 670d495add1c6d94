"""RG-LRU: its start, its decay held, and gradients where it keeps all."""

import math

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from rnn_playground.cells import draw_parameters
from rnn_playground.cells.rglru import input_scale
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import RglruCell

H = 4


def test_the_gradient_is_multiplied_by_the_decay_alone(make_specimen) -> None:
    specimen = make_specimen(RglruCell(hidden_size=H))
    h = specimen.state[0].clone().requires_grad_()
    steps = specimen._replace(state=(h,)).run()
    (gradient,) = torch.autograd.grad(steps[-1].state[0].sum(), h)
    kept = torch.stack([step.gates[0] for step in steps]).prod(dim=0).detach()
    torch.testing.assert_close(gradient, kept, rtol=0, atol=1e-14)


@pytest.mark.parametrize(("r_min", "r_max"), [(0.9, 0.999), (0.0, 0.5), (0.7, 0.7)])
def test_what_an_eighth_of_the_gate_keeps_fills_the_ring_evenly(r_min: float, r_max: float) -> None:
    drawn = draw_parameters(Lane(cell=RglruCell(hidden_size=512, r_min=r_min, r_max=r_max)), 3, 2, 0)
    kept = np.exp(-np.log1p(np.exp(drawn["Lambda.0"])))
    assert (kept >= r_min - 1e-12).all()
    assert (kept <= r_max + 1e-12).all()
    if r_min < r_max:
        place = (np.sort(kept**2) - r_min**2) / (r_max**2 - r_min**2)
        np.testing.assert_allclose(place, (np.arange(512) + 0.5) / 512, atol=0.08)
        assert not np.array_equal(drawn["Lambda.0"], drawn["Lambda.1"])


@pytest.mark.parametrize("value", [0.0, 0.3, 0.999, 1.0])
def test_a_held_decay_is_held_with_the_scale_of_what_enters(value: float, make_specimen) -> None:
    """Also where no gate r could bring it there: at the start a is above 0.43."""
    specimen = make_specimen(RglruCell(hidden_size=H))
    cell, weights = specimen.cell, specimen.cell.prepare(specimen.weights)
    drive, state = cell.drive(weights, specimen.inputs)[0], specimen.state
    held = torch.arange(3 * H) < H
    pre_activation = float(torch.logit(torch.tensor(value, dtype=torch.float64)).clamp(-800.0, 800.0))
    opened = cell.hold_gate(weights, drive, cell.recur(weights, drive, state), held, pre_activation)
    step = cell.step(*opened, state, 0)
    _, i, u = step.gates
    torch.testing.assert_close(step.gates[0], torch.full_like(i, value), rtol=0, atol=1e-15)
    expected = value * state[0] + math.sqrt(1.0 - value**2) * i * u
    torch.testing.assert_close(step.state[0], expected, rtol=0, atol=1e-15 if value in {0.0, 1.0} else 1e-13)


@pytest.mark.parametrize(("dtype", "closed"), [(torch.float32, 200.0), (torch.float64, 2000.0)])
def test_a_unit_that_keeps_all_has_a_gradient(dtype: torch.dtype, closed: float, make_specimen) -> None:
    """Where the gate r, or softplus(Λ), is 0 in the type's own numbers."""
    specimen = make_specimen(RglruCell(hidden_size=H))
    for name in ("Lambda", "b_xh"):
        weights = {base: value.to(dtype).requires_grad_() for base, value in specimen.weights.items()}
        moved = {**weights, name: weights[name] - closed}
        state = (specimen.state[0].to(dtype),)
        steps = specimen._replace(weights=moved, state=state, inputs=specimen.inputs.to(dtype)).run()
        assert torch.equal(steps[-1].state[0], state[0])
        gradients = torch.autograd.grad(steps[-1].state[0].sum(), weights.values(), materialize_grads=True)
        assert all(bool(gradient.isfinite().all()) for gradient in gradients)


@pytest.mark.parametrize("small", [1e-4, 1e-9, 1e-15, 1e-30])
def test_the_slope_of_the_scale_is_not_cut_off(small: float) -> None:
    """√(1 − e^(−2ℓ)) with ℓ = e^v has the slope √(ℓ/2) in v, to first order in ℓ."""
    v = torch.tensor(math.log(small), dtype=torch.float64, requires_grad=True)
    scale = input_scale(-v.exp())
    scale.backward()
    assert float(scale.detach()) == pytest.approx(math.sqrt(2.0 * small), rel=2.0 * small + 1e-13)
    assert float(v.grad) == pytest.approx(math.sqrt(small / 2.0), rel=3.0 * small + 1e-13)


def test_noise_leaves_the_state_at_the_size_of_what_enters(make_specimen) -> None:
    """The variance of h is that of i u where the decay is one and the same: here r is 1/2 throughout."""
    specimen = make_specimen(RglruCell(hidden_size=H))
    weights = {name: torch.zeros_like(value) for name, value in specimen.weights.items()}
    weights["Lambda"] = torch.full((H,), -3.0).double()
    weights["W_xh"][2 * H :, 0] = 1.0
    noise = torch.from_numpy(np.random.default_rng(0).normal(0.0, 2.0, (4000, 2, 3)))
    states = torch.stack([step.state[0] for step in specimen._replace(weights=weights, inputs=noise).run()])
    assert float(states[50:, :, 0].std()) == pytest.approx(1.0, rel=0.05)


def test_off_forgets(make_specimen) -> None:
    for step in make_specimen(RglruCell(hidden_size=H, recurrence="off")).run():
        a, i, u = step.gates
        torch.testing.assert_close(step.state[0], (1.0 - a**2).sqrt() * i * u, rtol=0, atol=1e-14)


def test_a_ring_without_room_is_refused() -> None:
    with pytest.raises(ValidationError, match="choose r_min up to"):
        RglruCell(r_min=0.9, r_max=0.5)
