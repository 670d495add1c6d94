"""A network that reads its own predictions in part: derivatives go through the feedback."""

from __future__ import annotations

import pytest
import torch

from rnn_playground.diagnostics.finite_difference import Problem, hidden_state_slope, parameter_slope
from rnn_playground.diagnostics.intervention import clamped_network
from rnn_playground.diagnostics.step_jacobian import step_jacobians
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.cells import CELLS, GruCell, LstmCell, RnnCell, SizedCell
from rnn_playground.experiment.clamps import GateClamp
from rnn_playground.experiment.panels import PANELS
from rnn_playground.experiment.tasks import LorenzTask
from rnn_playground.learning.backpropagation import backpropagate
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import draw_batch
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

T, B, H = 10, 3, 5
FORCINGS = [0.05, 0.4, 0.9]


def trainer(cell: SizedCell, forcing: float, **more: object) -> Trainer:
    document = {"task": LorenzTask(length=T, forcing=forcing, warm_up=2), "lanes": ({"cell": cell},), "batch_size": B}
    return Trainer(Experiment.model_validate({**document, "steps": 4, **more}), dtype=torch.float64)


def problem(cell: SizedCell, forcing: float) -> Problem:
    state = trainer(cell, forcing).lanes[0].state
    return Problem(state.network, state.parameters, draw_batch(state.task, B, 0, 0), "mean_squared_error")


@pytest.mark.parametrize("forcing", FORCINGS)
def test_it_reads_what_is_given_mixed_with_what_it_predicted(forcing: float) -> None:
    made = problem(RnnCell(hidden_size=H), forcing)
    named = {name: value.detach() for name, value in made.parameters.items()}
    h = torch.zeros(B, H, dtype=torch.float64)
    for given, step in zip(made.batch.inputs, made.passed().trajectory.top, strict=True):
        read = forcing * given + (1 - forcing) * (h @ named["W_hy"].T + named["b_y"])
        h = torch.tanh(read @ named["W_xh.0"].T + named["b_xh.0"] + h @ named["W_hh.0"].T + named["b_hh.0"])
        torch.testing.assert_close(step.state[0].detach(), h, rtol=0, atol=1e-14)


@pytest.mark.parametrize("forcing", FORCINGS)
@pytest.mark.parametrize("cell", [RnnCell(hidden_size=H), GruCell(hidden_size=H), LstmCell(hidden_size=H)], ids=str)
def test_gradients_are_finite_differences(cell: SizedCell, forcing: float) -> None:
    made = problem(cell, forcing)
    passed, scoring = made.passed(), Scoring.of(made.batch)
    loss = batch_loss(made.loss, predict(made.parameters, passed.trajectory, scoring), scoring.targets)
    found = backpropagate(loss, passed.trajectory, made.parameters)
    for name, value in made.parameters.split(found.parameters).items():
        index = tuple(size - 1 for size in value.shape)
        slope = parameter_slope(made, name, index, 1e-5)
        assert float(value[index]) == pytest.approx(slope, rel=1e-6, abs=1e-9), name
    for time_step in range(T):
        slope = hidden_state_slope(made, (0, time_step, 2), 1, 1e-5)
        assert B * float(found.states[0][time_step][0][1, 2]) == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("forcing", FORCINGS)
def test_step_jacobians_carry_the_total_derivative_back(forcing: float) -> None:
    made = problem(GruCell(hidden_size=H), forcing)
    passed, scoring = made.passed(), Scoring.of(made.batch)
    loss = batch_loss(made.loss, predict(made.parameters, passed.trajectory, scoring), scoring.targets)
    found = backpropagate(loss, passed.trajectory, made.parameters)
    jacobians, weights = step_jacobians(passed, 0, 1), made.parameters["W_hy"].detach()
    total = torch.zeros(H, dtype=torch.float64)
    for time_step in range(T - 1, -1, -1):
        if time_step + 1 < T:
            total = jacobians[time_step + 1].T @ total
        predicted = read_out(made.parameters, passed.trajectory.top[time_step].state[0][1]).detach()
        total = total + 2.0 / T * weights.T @ (predicted - made.batch.targets[time_step, 1])
        torch.testing.assert_close(B * found.states[0][time_step][0][1], total, rtol=0, atol=1e-13)


@pytest.mark.parametrize("model", CELLS, ids=lambda model: model.model_fields["kind"].default)
def test_every_cell_trains_with_every_panel(model: type[SizedCell]) -> None:
    made = trainer(model(hidden_size=4, layers=1), 0.5)
    while made.advance():
        pass
    frame = made.frame(Watch(panels=tuple(panel.kind for panel in PANELS)))
    assert frame["0/free_run"].shape == (T, 1)
    assert frame["0/output"][:2] == pytest.approx(frame["0/free_run"][:2], abs=1e-5)


@pytest.mark.parametrize("forcing", FORCINGS)
def test_a_frame_has_what_was_read(forcing: float) -> None:
    made = trainer(RnnCell(hidden_size=H), forcing)
    made.advance()
    frame = made.frame(Watch(sample=1))
    start = float(made.lanes[0].state.parameters["b_y"].detach())
    predicted = torch.cat([torch.tensor([start]), torch.from_numpy(frame["0/output"][:-1, 0])])
    mixed = forcing * torch.from_numpy(frame["input"][:, 0]) + (1 - forcing) * predicted
    torch.testing.assert_close(torch.from_numpy(frame["0/read"][:, 0]), mixed.float(), rtol=0, atol=1e-6)
    assert "0/read" not in trainer(RnnCell(hidden_size=H), 1.0).frame(Watch())


def test_alone_it_reads_its_prediction_whole() -> None:
    made = trainer(RnnCell(hidden_size=H), 0.3)
    plain = trainer(RnnCell(hidden_size=H), 1.0)
    parameters = made.lanes[0].state.parameters
    begun = torch.zeros(1, 1, dtype=torch.float64)
    own, other = (each.lanes[0].reader(parameters) for each in (made, plain))
    mixed = 0.7 * parameters["b_y"].detach()[None]
    torch.testing.assert_close(own.read(begun, 6), other.read(begun + mixed, 6), rtol=0, atol=1e-12)


@pytest.mark.parametrize("forcing", FORCINGS)
def test_more_layers_are_refused_and_no_kernel_computes_it(forcing: float) -> None:
    with pytest.raises(ValueError, match="set layers to 1, or forcing to 1"):
        trainer(RnnCell(hidden_size=H, layers=2), forcing)
    with pytest.raises(ValueError, match="no fused kernel"):
        trainer(RnnCell(hidden_size=H), forcing, kernel="fused")


def test_clamps_hold_the_cell_within() -> None:
    cell, held = GruCell(hidden_size=H), (GateClamp(gate="z", unit=1, value=0.25, first=1, last=T),)
    plain = trainer(cell, 0.4).lanes[0].state.network
    asked, trained = clamped_network(plain, cell, held), Network.build(cell, held, forcing=0.4)
    made = problem(cell, 0.4)
    first, second = (made._replace(network=network).passed().trajectory for network in (asked, trained))
    assert torch.equal(first.hidden_states(), second.hidden_states())
    assert not torch.equal(first.hidden_states(), made.passed().trajectory.hidden_states())
