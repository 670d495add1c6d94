import pytest
import torch

from rnn_playground.diagnostics.gates import gate_values
from rnn_playground.experiment.cells import Cell, GruCell, LstmCell
from rnn_playground.experiment.tasks import AddingTask
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
def test_gates_are_between_shut_and_open(cell: Cell, make_problem) -> None:
    gates, _ = run(make_problem(cell, AddingTask(length=7)))
    for index in {"lstm": (0, 1, 3), "gru": (0, 1)}[cell.kind]:
        assert ((gates[:, :, index] > 0) & (gates[:, :, index] < 1)).all()
