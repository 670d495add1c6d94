import pytest
import torch

from rnn_playground.diagnostics.gates import gate_statistics, gate_values, keep_product
from rnn_playground.diagnostics.gradient_flow import gradient_flow
from rnn_playground.experiment.cells import CellConfig, GruCell, LstmCell, UgrnnCell
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.learning.backpropagation import backpropagate
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import unroll

H, SAMPLE = 4, 2


def run(problem):
    trajectory = unroll(problem.network, problem.parameters, problem.batch.inputs)
    layers = [
        [tuple(tensor[SAMPLE].detach() for tensor in step.state) for step in steps] for steps in trajectory.layers
    ]
    return gate_values(trajectory, SAMPLE), layers


@pytest.mark.parametrize("layers", [1, 2])
def test_lstm_states_follow_from_the_gates(layers: int, make_problem) -> None:
    gates, states = run(make_problem(LstmCell(hidden_size=H, layers=layers), AddingTask(length=7)))
    assert gates.shape == (layers, 7, 4, H)
    for layer in range(layers):
        c = torch.zeros(H, dtype=torch.float64)
        for (i, f, g, o), (h, memory) in zip(gates[layer], states[layer], strict=True):
            c = f * c + i * g
            torch.testing.assert_close(memory, c)
            torch.testing.assert_close(h, o * torch.tanh(c))


def test_gru_states_follow_from_the_gates(make_problem) -> None:
    gates, states = run(make_problem(GruCell(hidden_size=H), AddingTask(length=7)))
    assert gates.shape == (1, 7, 3, H)
    expected = torch.zeros(H, dtype=torch.float64)
    for (_, z, n), (h,) in zip(gates[0], states[0], strict=True):
        expected = (1 - z) * n + z * expected
        torch.testing.assert_close(h, expected)


@pytest.mark.parametrize("cell", [LstmCell(hidden_size=H), GruCell(hidden_size=H)], ids=lambda cell: cell.kind)
def test_gates_are_between_shut_and_open(cell: CellConfig, make_problem) -> None:
    gates, _ = run(make_problem(cell, AddingTask(length=7)))
    for index in {"lstm": (0, 1, 3), "gru": (0, 1)}[cell.kind]:
        assert ((gates[:, :, index] > 0) & (gates[:, :, index] < 1)).all()


def test_statistics_are_means_and_shares_over_batch_and_units(make_problem) -> None:
    problem = make_problem(LstmCell(hidden_size=H, layers=2, forget_bias=3.0), AddingTask(length=7), 5)
    trajectory = unroll(problem.network, problem.parameters, problem.batch.inputs)
    found = gate_statistics(trajectory)
    assert found.shape == (2, 7, 4, 3)
    every = torch.stack([gate_values(trajectory, sample) for sample in range(5)])
    for place, expected in enumerate((every, (every > 0.9).double(), (every < 0.1).double())):
        torch.testing.assert_close(found[..., place], expected.mean(dim=(0, 4)))
    assert float(found[:, :, 1, 1].mean()) > 0.5


def test_the_product_of_the_keep_gate_starts_behind_every_step() -> None:
    keep = torch.rand(2, 6, H, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    found = keep_product(keep)
    for time_step in range(6):
        torch.testing.assert_close(found[:, time_step], keep[:, time_step + 1 :].prod(dim=1))


def test_what_the_gates_keep_is_the_gradient_of_a_cell_whose_recurrence_is_cut(make_problem) -> None:
    cell = LstmCell(hidden_size=H, recurrence="off")
    problem = make_problem(cell, AddingTask(length=7))
    trajectory = unroll(problem.network, problem.parameters, problem.batch.inputs)
    found = keep_product(gate_values(trajectory, SAMPLE)[:, :, cell.gates.index("f")])[0]
    for time_step in range(6):
        (path,) = torch.autograd.grad(
            trajectory.top[-1].state[1][SAMPLE].sum(), trajectory.top[time_step].state[1], retain_graph=True
        )
        torch.testing.assert_close(found[time_step], path[SAMPLE])


@pytest.mark.parametrize("cell", [GruCell(hidden_size=16), UgrnnCell(hidden_size=16)], ids=lambda cell: cell.kind)
def test_the_gradient_has_other_ways_than_the_keep_gate(cell: CellConfig, make_problem) -> None:
    problem = make_problem(cell, AddingTask(length=50), 32)
    scoring, trajectory = Scoring.of(problem.batch), unroll(problem.network, problem.parameters, problem.batch.inputs)
    loss = batch_loss(problem.loss, predict(problem.parameters, trajectory, scoring), scoring.targets)
    profile = gradient_flow(backpropagate(loss, trajectory, problem.parameters)).state[0]
    kept = keep_product(gate_values(trajectory, SAMPLE)[:, :, cell.gates.index(cell.keep)])[0, 0].mean()
    assert float(profile[0] / profile[-1]) > 100 * float(kept)
