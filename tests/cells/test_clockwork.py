import torch

from rnn_playground.cells import build_cell
from rnn_playground.cells.cell import Weights
from rnn_playground.experiment.cells import CwrnnCell

H = 6
TIME_STEPS = 9


def weights(requires_grad: bool = False) -> Weights:
    stream = torch.Generator().manual_seed(0)
    shapes = {"W_xh": (H, 2), "W_hh": (H, H), "b_xh": (H,)}
    return {
        name: torch.randn(shape, generator=stream, dtype=torch.float64).requires_grad_(requires_grad)
        for name, shape in shapes.items()
    }


def run(document: CwrnnCell, weights: Weights, first_time_step: int = 0) -> list[torch.Tensor]:
    cell = build_cell(document)
    inputs = torch.randn(TIME_STEPS, 4, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    prepared = cell.prepare(weights)
    state = (torch.full((4, H), 0.25, dtype=torch.float64),)
    states = []
    for time_step, drive in enumerate(cell.drive(prepared, inputs), first_time_step):
        state = cell.step(prepared, drive, cell.recur(prepared, drive, state), state, time_step).state
        states.append(state[0])
    return states


def fired(states: list[torch.Tensor]) -> list[list[bool]]:
    """Return, a time step, which units changed."""
    before = [torch.full((4, H), 0.25, dtype=torch.float64), *states]
    return [[bool((a[:, u] != b[:, u]).all()) for u in range(H)] for a, b in zip(before, states, strict=False)]


def test_modules_fire_at_their_periods_and_all_at_step_zero() -> None:
    states = run(CwrnnCell(hidden_size=H, periods=(1, 2, 4)), weights())
    expected = [[t % period == 0 for period in (1, 1, 2, 2, 4, 4)] for t in range(TIME_STEPS)]
    assert fired(states) == expected
    assert all(expected[0])


def test_waiting_modules_keep_their_state_to_the_bit() -> None:
    states = run(CwrnnCell(hidden_size=H, periods=(2, 3)), weights())
    assert torch.equal(states[1], states[0])  # at step 1 nobody fires
    assert states[1] is not states[0]
    assert torch.equal(states[2][:, 3:], states[1][:, 3:])
    assert torch.equal(states[3][:, :3], states[2][:, :3])


def test_the_clock_runs_on_from_a_later_step() -> None:
    states = run(CwrnnCell(hidden_size=H, periods=(1, 4)), weights(), first_time_step=3)
    assert [any(step[3:]) for step in fired(states)][:6] == [False, True, False, False, False, True]


def test_a_firing_module_reads_slower_modules_that_wait() -> None:
    document = CwrnnCell(hidden_size=H, periods=(1, 2, 4))
    own = weights()
    states = run(document, own)
    inputs = torch.randn(TIME_STEPS, 4, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    z = inputs[3] @ own["W_xh"].T + own["b_xh"] + states[2] @ own["W_hh"].T
    torch.testing.assert_close(states[3][:, :2], torch.tanh(z[:, :2]), rtol=0, atol=1e-14)


def test_masked_weights_have_exactly_no_gradient() -> None:
    own = weights(requires_grad=True)
    states = run(CwrnnCell(hidden_size=H, periods=(1, 2, 4)), own)
    (gradient,) = torch.autograd.grad(states[-1].square().sum(), own["W_hh"])
    module = torch.arange(H) // 2
    masked = module[:, None] > module[None, :]
    assert (gradient[masked] == 0).all()
    assert (gradient[~masked] != 0).all()
