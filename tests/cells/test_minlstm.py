"""minLSTM: against the paper's parallel form in log space, its shares, its start, and gates that are wide shut."""

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import MinlstmCell

H = 4


def log_shares(z_f: Tensor, z_i: Tensor) -> tuple[Tensor, Tensor]:
    """ln f′ and ln i′ as appendix B of the paper has them."""
    difference = functional.softplus(-z_f) - functional.softplus(-z_i)
    return -functional.softplus(difference), -functional.softplus(-difference)


def log_scan(log_kept: Tensor, log_written: Tensor) -> Tensor:
    """h_t = f′ h_{t−1} + i′ c of positive numbers, by one cumulative sum and one cumulative log-sum-exp over time.

    ``log_written`` begins with ln h_0, one row more than ``log_kept``.
    """
    kept = functional.pad(log_kept.cumsum(0), (0, 0, 0, 0, 1, 0))
    return (kept + torch.logcumsumexp(log_written - kept, dim=0)).exp()[1:]


def parallel(weights: dict[str, Tensor], h: Tensor, inputs: Tensor) -> Tensor:
    """All states (time_step, batch, hidden): the recurrence is linear, so positive and negative parts add up."""
    z_f, z_i, c = functional.linear(inputs, weights["W_xh"], weights["b_xh"]).chunk(3, dim=2)
    log_f, log_i = log_shares(z_f, z_i)

    def scan(sign: float) -> Tensor:
        log_h, log_c = ((sign * part).clamp(min=1e-300).log() for part in (h[None], c))
        return log_scan(log_f, torch.cat([log_h, log_i + log_c]))

    return scan(1.0) - scan(-1.0)


@pytest.mark.parametrize("seed", range(5))
def test_states_and_gradients_are_those_of_the_parallel_form(seed: int, make_specimen) -> None:
    make_specimen(MinlstmCell(hidden_size=H), seed=seed, time_steps=20).assert_equal_to(parallel)


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
