import numpy as np
import pytest
import torch

from rnn_playground.diagnostics.gradient_flow import gradient_flow, hidden_gradient_band
from rnn_playground.experiment.cells import IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.initialisations import OrthogonalInit
from rnn_playground.experiment.tasks import AddingTask, HelloTask
from rnn_playground.learning.backpropagation import Gradients, backpropagate
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll

LENGTH = 40


def gradients_of(problem) -> Gradients:
    scoring = Scoring.of(problem.batch)
    trajectory = unroll(problem.network, problem.parameters, problem.batch.inputs)
    loss = batch_loss(problem.loss, predict(problem.parameters, trajectory, scoring), scoring.targets)
    return backpropagate(loss, trajectory, problem.parameters)


@pytest.mark.parametrize("rho", [0.5, 0.9, 1.0, 1.1])
def test_a_scaled_rotation_shrinks_the_gradient_by_rho_a_step(rho: float, make_problem) -> None:
    cell = RnnCell(hidden_size=8, activation="identity", recurrent_init=OrthogonalInit(gain=rho))
    profile = gradient_flow(gradients_of(make_problem(cell, AddingTask(length=LENGTH)))).hidden[0]
    expected = rho ** torch.arange(LENGTH - 1, -1, -1, dtype=torch.float64)
    torch.testing.assert_close(profile / profile[-1], expected, rtol=1e-11, atol=0)


def test_an_active_irnn_carries_the_gradient_unchanged(make_problem) -> None:
    problem = make_problem(IrnnCell(hidden_size=4), AddingTask(length=LENGTH))
    problem.parameters["W_xh.0"].detach().abs_()  # positive inputs keep every unit active
    problem.parameters["b_xh.0"].detach().fill_(1e-3)
    profile = gradient_flow(gradients_of(problem)).hidden[0]
    torch.testing.assert_close(profile, profile[-1].expand(LENGTH), rtol=1e-12, atol=0)


def test_the_profile_does_not_depend_on_the_batch_size(make_problem) -> None:
    one, many = (
        gradient_flow(gradients_of(make_problem(LstmCell(hidden_size=4, layers=2), HelloTask(), size)))
        for size in (1, 16)
    )
    torch.testing.assert_close(one.hidden, many.hidden, rtol=1e-12, atol=0)
    torch.testing.assert_close(one.state, many.state, rtol=1e-12, atol=0)


def test_the_whole_state_weighs_at_least_as_much_as_h(make_problem) -> None:
    flow = gradient_flow(gradients_of(make_problem(LstmCell(hidden_size=4), AddingTask(length=10))))
    assert (flow.state >= flow.hidden).all()
    simple = gradient_flow(gradients_of(make_problem(RnnCell(hidden_size=4), AddingTask(length=10))))
    torch.testing.assert_close(simple.state, simple.hidden, rtol=1e-15, atol=0)


def test_norms_too_small_for_float32_squares_are_not_zero() -> None:
    tiny = torch.full((2, 3), 1e-40)
    flow = gradient_flow(Gradients([[(tiny,)]], torch.zeros(1)))
    assert flow.hidden.item() == pytest.approx(2 * 3**0.5 * 1e-40, rel=1e-4)


def test_the_band_is_numpys_percentiles_over_the_batch(make_problem) -> None:
    gradients = gradients_of(make_problem(LstmCell(hidden_size=4, layers=2), HelloTask(), batch_size=1))
    draw = torch.Generator().manual_seed(0)
    batch = [
        [tuple(torch.randn(7, 4, generator=draw, dtype=torch.float64) for _ in step) for step in layer]
        for layer in gradients.states
    ]
    band = hidden_gradient_band(gradients._replace(states=batch))
    for layer, steps in enumerate(batch):
        for time_step, (h, _) in enumerate(steps):
            expected = np.percentile(7 * np.linalg.norm(h.numpy(), axis=1), [10, 90])
            np.testing.assert_allclose(band[layer, time_step], expected, rtol=1e-12)
    one = hidden_gradient_band(gradients)
    torch.testing.assert_close(one[..., 0], gradient_flow(gradients).hidden, rtol=1e-12, atol=0)
    torch.testing.assert_close(one[..., 0], one[..., 1], rtol=0, atol=0)
