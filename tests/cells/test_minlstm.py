"""minLSTM: its shares, its start, and gates that are wide shut."""

import numpy as np
import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import MinlstmCell

H = 4


def test_the_gates_are_shares_of_one_and_the_gradient_is_multiplied_by_the_first_alone(make_specimen) -> None:
    specimen = make_specimen(MinlstmCell(hidden_size=H))
    h = specimen.state[0].clone().requires_grad_()
    steps = specimen._replace(state=(h,)).run()
    kept, written, _ = (torch.stack(gates).detach() for gates in zip(*(step.gates for step in steps), strict=True))
    torch.testing.assert_close(kept + written, torch.ones_like(kept), rtol=0, atol=1e-15)
    (gradient,) = torch.autograd.grad(steps[-1].state[0].sum(), h)
    torch.testing.assert_close(gradient, kept.prod(dim=0), rtol=0, atol=1e-14)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_gates_that_are_wide_shut_or_open_still_share(dtype: torch.dtype, make_specimen) -> None:
    """σ is 0 in either type at −1000: f/(f + i) itself would be 0/0."""
    specimen = make_specimen(MinlstmCell(hidden_size=H))
    for z_f, z_i, kept in ((-1e3, -1e3, 0.5), (-1e3, 0.0, 0.0), (0.0, -1e3, 1.0), (1e3, 1e3, 0.5), (1e3, -1e3, 1.0)):
        bias = torch.tensor([z_f, z_i, 1.0], dtype=dtype).repeat_interleave(H).requires_grad_()
        weights = {"W_xh": torch.zeros(3 * H, 3, dtype=dtype), "b_xh": bias}
        state = (specimen.state[0].to(dtype),)
        step = specimen._replace(weights=weights, inputs=specimen.inputs.to(dtype), state=state).run()[0]
        torch.testing.assert_close(step.gates[0], torch.full_like(step.gates[0], kept), rtol=0, atol=0)
        (gradient,) = torch.autograd.grad(step.state[0].sum(), bias)
        assert bool(gradient.isfinite().all())


def test_off_forgets(make_specimen) -> None:
    for step in make_specimen(MinlstmCell(hidden_size=H, recurrence="off")).run():
        _, written, candidate = step.gates
        torch.testing.assert_close(step.state[0], written * candidate, rtol=0, atol=1e-14)


def test_at_the_start_the_keep_bias_is_the_logarithm_of_the_odds_to_keep(make_specimen) -> None:
    cell = MinlstmCell(hidden_size=H, keep_bias=2.5)
    drawn = draw_parameters(Lane(cell=cell), 3, 2, 0)
    np.testing.assert_array_equal(drawn["b_xh.0"], np.repeat([2.5, -2.5, 0.0], H))
    np.testing.assert_array_equal(drawn["b_xh.1"], drawn["b_xh.0"])
    weights = {name: torch.from_numpy(drawn[f"{name}.0"]) for name in ("W_xh", "b_xh")}
    specimen = make_specimen(cell)
    step = specimen._replace(weights=weights, inputs=torch.zeros_like(specimen.inputs)).run()[0]
    expected = torch.full_like(step.gates[0], 2.5).sigmoid()
    torch.testing.assert_close(step.gates[0], expected, rtol=0, atol=1e-15)
