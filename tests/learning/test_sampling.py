import numpy as np
import pytest
import torch

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, GruCell, LruCell, LstmCell, RnnCell
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import ReferenceReader
from rnn_playground.learning.sampling import Sample, generate
from rnn_playground.learning.unroll import unroll

SYMBOLS = 5
CELLS: list[CellConfig] = [
    RnnCell(hidden_size=8),
    LstmCell(hidden_size=8, layers=2),
    GruCell(hidden_size=8),
    CwrnnCell(hidden_size=8),
    LruCell(hidden_size=8),
]


def network_of(cell: CellConfig, sharpness: float = 8.0) -> tuple[Network, Parameters]:
    drawn = draw_parameters(Lane(cell=cell), SYMBOLS, SYMBOLS, 3)
    parameters = Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})
    parameters["W_hy"].data *= sharpness
    return Network.build(cell), parameters


def write(network: Network, parameters: Parameters, prompt: tuple[int, ...], **how) -> Sample:
    alphabet = torch.eye(SYMBOLS, dtype=torch.float64)
    return generate(ReferenceReader(network, parameters), alphabet, prompt, **how)


def predictions(network: Network, parameters: Parameters, symbols: tuple[int, ...]) -> np.ndarray:
    """Return softmax predictions (time_step, symbol) of one unbroken unroll over ``symbols``."""
    trajectory = unroll(network, parameters, torch.eye(SYMBOLS, dtype=torch.float64)[list(symbols)][:, None])
    hidden_state = torch.stack([step.state[0][0] for step in trajectory.top])
    return read_out(parameters, hidden_state).softmax(dim=1).detach().numpy()


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.kind)
def test_the_state_is_carried_as_in_one_unbroken_unroll(cell: CellConfig) -> None:
    network, parameters = network_of(cell)
    prompt = (1, 4, 0)
    sample = write(network, parameters, prompt, count=30, temperature=1.0, generator=np.random.default_rng(0))
    shares = predictions(network, parameters, (*prompt, *sample.symbols))[len(prompt) - 1 : -1]
    expected = shares[np.arange(30), list(sample.symbols)]
    assert sample.probabilities == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.kind)
def test_towards_temperature_0_it_is_the_likeliest(cell: CellConfig) -> None:
    network, parameters = network_of(cell)
    written = [
        write(network, parameters, (2,), count=20, temperature=temperature, generator=np.random.default_rng(seed))
        for temperature, seed in ((0.0, 0), (0.0, 1), (1e-6, 0), (1e-6, 1), (1e-320, 2))
    ]
    likeliest = predictions(network, parameters, (2, *written[0].symbols))[:-1].argmax(axis=1)
    assert written[0].symbols == tuple(likeliest)
    assert {sample.symbols for sample in written} == {written[0].symbols}
    assert written[0].probabilities == (1.0,) * 20


def test_what_is_drawn_is_read_back_as_the_symbol_that_its_class_means() -> None:
    classes = (4, 1)
    lane = Lane(cell=GruCell(hidden_size=8))
    drawn = draw_parameters(lane, SYMBOLS, len(classes), 3)
    parameters = Parameters.join({name: torch.from_numpy(value) for name, value in drawn.items()})
    network, generator = Network.build(lane.cell), np.random.default_rng(0)
    sample = write(network, parameters, (0, 2), classes=classes, count=30, temperature=1.0, generator=generator)
    assert set(sample.symbols) == set(classes)
    shares = predictions(network, parameters, (0, 2, *sample.symbols))[1:-1]
    expected = shares[np.arange(30), [classes.index(symbol) for symbol in sample.symbols]]
    assert sample.probabilities == pytest.approx(expected, rel=1e-9)


def test_draws_follow_the_tempered_predictions() -> None:
    network, parameters = network_of(RnnCell(hidden_size=8))
    generator = np.random.default_rng(5)
    drawn = [
        write(network, parameters, (0,), count=1, temperature=2.0, generator=generator).symbols[0] for _ in range(3000)
    ]
    tempered = predictions(network, parameters, (0,))[0] ** 0.5
    expected = tempered / tempered.sum()
    frequencies = np.bincount(drawn, minlength=SYMBOLS) / 3000
    assert np.abs(frequencies - expected).max() < 4 * np.sqrt(0.25 / 3000)


def test_the_generator_alone_decides() -> None:
    network, parameters = network_of(GruCell(hidden_size=8), sharpness=1.0)
    written = [
        write(network, parameters, (0,), count=40, temperature=1.0, generator=np.random.default_rng(seed)).symbols
        for seed in (0, 0, 1)
    ]
    assert written[0] == written[1] != written[2]


@pytest.mark.parametrize(
    ("prompt", "temperature", "complaint"), [((), 1.0, "prompt is empty"), ((0,), -0.1, "bound is 0")]
)
def test_what_cannot_be_done_is_refused(prompt, temperature: float, complaint: str) -> None:
    network, parameters = network_of(RnnCell(hidden_size=8))
    with pytest.raises(ValueError, match=complaint):
        write(network, parameters, prompt, count=1, temperature=temperature, generator=np.random.default_rng(0))


def test_a_network_that_left_the_finite_numbers_writes_nothing() -> None:
    network, parameters = network_of(RnnCell(hidden_size=8))
    parameters.vector.fill_(float("inf"))
    with pytest.raises(ValueError, match="not finite"):
        write(network, parameters, (0,), count=1, temperature=1.0, generator=np.random.default_rng(0))
