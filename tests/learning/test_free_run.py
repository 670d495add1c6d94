import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import Cell, CwrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.tasks import SineTask
from rnn_playground.learning.free_run import free_run
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import unroll
from rnn_playground.tasks import draw_batch

CELLS: list[Cell] = [RnnCell(hidden_size=4), LstmCell(hidden_size=4, layers=2), CwrnnCell(hidden_size=4, layers=2)]


def make(cell: Cell) -> tuple[Network, Parameters]:
    drawn = draw_parameters(Lane(cell=cell), 1, 1, 0)
    return Network.build(cell), Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.kind)
@pytest.mark.parametrize("warm_up", [1, 5, 12, 50])
def test_after_the_warm_up_each_input_is_the_last_prediction(cell: Cell, warm_up: int) -> None:
    network, parameters = make(cell)
    inputs = draw_batch(SineTask(length=12), 2, 0, 0).inputs
    predictions = free_run(network, parameters, inputs, warm_up)
    assert predictions.shape == (12, 2, 1)
    read = torch.cat([inputs[:warm_up], predictions[warm_up - 1 : -1]])[:12]
    replayed = read_out(parameters, unroll(network, parameters, read).hidden_states()[-1])
    torch.testing.assert_close(predictions, replayed.detach(), rtol=0, atol=1e-14)


def test_a_network_that_continues_a_line_runs_on_alone() -> None:
    network, parameters = make(RnnCell(hidden_size=1, activation="identity"))
    with torch.no_grad():
        for name, value in {
            "W_xh.0": 1.0,
            "W_hh.0": 0.0,
            "b_xh.0": 0.0,
            "b_hh.0": 0.0,
            "W_hy": 1.0,
            "b_y": 1.0,
        }.items():
            parameters[name].fill_(value)
    inputs = torch.zeros(6, 1, 1, dtype=torch.float64)
    assert free_run(network, parameters, inputs, 2).flatten().tolist() == [1.0, 1.0, 2.0, 3.0, 4.0, 5.0]
