import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, LruCell, LstmCell, RnnCell
from rnn_playground.experiment.tasks import SineTask
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import ReferenceReader
from rnn_playground.learning.unroll import unroll
from rnn_playground.tasks import draw_batch

CELLS: list[CellConfig] = [
    RnnCell(hidden_size=4),
    LstmCell(hidden_size=4, layers=2),
    CwrnnCell(hidden_size=4, layers=2),
    LruCell(hidden_size=4),
]


def make(cell: CellConfig) -> tuple[Network, Parameters]:
    drawn = draw_parameters(Lane(cell=cell), 1, 1, 0)
    return Network.build(cell), Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})


def unrolled(network: Network, parameters: Parameters, inputs: torch.Tensor) -> torch.Tensor:
    return read_out(parameters, unroll(network, parameters, inputs[:, None]).hidden_states()[-1, :, 0]).detach()


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.kind)
@pytest.mark.parametrize("given", [1, 5, 12])
def test_alone_each_input_is_the_last_prediction(cell: CellConfig, given: int) -> None:
    network, parameters = make(cell)
    inputs = draw_batch(SineTask(length=12), 1, 0, 0).inputs[:, 0]
    predictions = ReferenceReader(network, parameters).read(inputs[:given], 12 - given)
    assert predictions.shape == (12, 1)
    assert not predictions.requires_grad
    read = torch.cat([inputs[:given], predictions[given - 1 : -1]])[:12]
    torch.testing.assert_close(predictions, unrolled(network, parameters, read), rtol=0, atol=1e-14)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.kind)
def test_pieces_are_one_sequence(cell: CellConfig) -> None:
    network, parameters = make(cell)
    inputs = draw_batch(SineTask(length=12), 1, 0, 0).inputs[:, 0]
    reader = ReferenceReader(network, parameters)
    pieces = [reader.read(inputs[:5], 2), reader.read(inputs[5:6]), reader.read(inputs[:0], 4)]
    read = torch.cat([inputs[:5], pieces[0][4:6], inputs[5:6], pieces[1], pieces[2][:-1]])
    torch.testing.assert_close(torch.cat(pieces), unrolled(network, parameters, read), rtol=0, atol=1e-14)


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
    inputs = torch.zeros(2, 1, dtype=torch.float64)
    predictions = ReferenceReader(network, parameters).read(inputs, 4)
    assert predictions.flatten().tolist() == [1.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_what_was_never_predicted_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="one input or more"):
        ReferenceReader(*make(RnnCell(hidden_size=2))).read(torch.zeros(0, 1, dtype=torch.float64), 1)
