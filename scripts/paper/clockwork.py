"""(c) A clockwork RNN against a tanh RNN and an LSTM with as many weights, drawing a wave out of nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from paper.curve_plot import Curve, curve_plot
from paper.part import Claim, Part, Section, table
from paper.results import Measurable, Results
from paper.run import Outcome, Run, seeded
from paper.significance import ranks
from paper.summary import at, average, figures, values
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CellConfig, CwrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.cells.sized import parameter_count
from rnn_playground.experiment.learning import Adam
from rnn_playground.experiment.tasks import WaveformTask

UNITS, UPDATES, SEEDS, RATE = 72, 1200, 5, 0.003
TASK = WaveformTask()
CLOCKWORK, TANH, LSTM, LSTM_FIVE = "CW-RNN", "tanh RNN", "LSTM, forget bias 1", "LSTM, forget bias 5"


def free_weights(cell: CellConfig) -> int:
    """Return the weights that can change: without a clockwork RNN's lower blocks."""
    count = parameter_count(cell, TASK.input_size, TASK.output_size)
    if isinstance(cell, CwrnnCell):
        modules = len(cell.module_periods)
        count -= cell.hidden_size**2 * (modules - 1) // (2 * modules)
    return count


def as_large_as(cell: CellConfig, sized: Callable[[int], CellConfig]) -> CellConfig:
    """Return the network of the other kind whose number of weights is nearest."""
    return min(map(sized, range(1, 2 * UNITS)), key=lambda other: abs(free_weights(other) - free_weights(cell)))


_CLOCKWORK = CwrnnCell(hidden_size=UNITS)
NETWORKS: dict[str, CellConfig] = {
    CLOCKWORK: _CLOCKWORK,
    TANH: as_large_as(_CLOCKWORK, lambda units: RnnCell(hidden_size=units)),
    LSTM: as_large_as(_CLOCKWORK, lambda units: LstmCell(hidden_size=units)),
    LSTM_FIVE: as_large_as(_CLOCKWORK, lambda units: LstmCell(hidden_size=units, forget_bias=5.0)),
}
GROUP = "wave"
RUNS: tuple[Run, ...] = tuple(
    run
    for network, cell in NETWORKS.items()
    for run in seeded(
        GROUP,
        network,
        TASK,
        Lane(cell=cell, optimizer=Adam(learning_rate=RATE)),
        SEEDS,
        steps=UPDATES,
        batch_size=1,
        to_the_end=True,
    )
)


def section(results: Results, runs: Sequence[Measurable]) -> Section:
    """Return how near each network came to the wave, and how soon."""
    found = {name: results.of(runs, GROUP, name) for name in NETWORKS}
    rows = [
        (
            name,
            cell.hidden_size,
            f"{free_weights(cell):,}",
            *(", ".join(f"{value:.3g}" for value in _at(found[name], update)) for update in (200, 600)),
            figures(found[name], "test"),
        )
        for name, cell in NETWORKS.items()
    ]
    head = ("network", "units", "weights", "NMSE at update 200", "at update 600", f"after {UPDATES:,}")
    body = f"""A sum of four sines of 8, 32, 80 and 160 steps over 320 steps; nothing is read. Adam at {RATE:g},
gradient clipped to norm 1, {UPDATES:,} updates, seeds 0 to {SEEDS - 1}. The numbers of weights are as near as whole
units allow; the clockwork network's masked blocks do not count. NMSE is the squared error over the variance of the
wave: 1 is drawing its mean. At an update it is the mean of the 20 until then.

{table(head, rows)}

The paper draws five recorded sounds of 320 samples, with SGD and Nesterov momentum; this is one wave of sines.
"""
    curves = [Curve(name, outcome["curve"]) for name, outcomes in found.items() for outcome in outcomes]
    plot = curve_plot("A wave out of nothing", curves, "NMSE", logarithmic=True)
    return Section(body, claims(found), {"clockwork.svg": plot})


def _at(outcomes: Sequence[Outcome], update: int) -> list[float]:
    return [value for outcome in outcomes if (value := at(outcome, update)) is not None]


def claims(found: dict[str, list[Outcome]]) -> list[Claim]:
    """Return what is said of the clockwork RNN, beside what it did; the better rival speaks for all."""
    error = {name: average(outcomes, "test") for name, outcomes in found.items()}
    rival = min((TANH, LSTM, LSTM_FIVE), key=lambda name: error[name])
    return [
        Claim(
            "Koutník, Greff, Gomez and Schmidhuber, 2014, arXiv:1402.3511, abstract",
            "a CW-RNN outperforms a simple RNN and an LSTM at generating a signal",
            f"NMSE after {UPDATES:,} updates, means of {SEEDS} seeds: CW-RNN {error[CLOCKWORK]:.2g}, "
            f"the best of the others, {rival}, {error[rival]:.2g}",
            error[CLOCKWORK] < error[rival],
            ranks(values(found[CLOCKWORK], "test"), values(found[rival], "test")),
        )
    ]


PART = Part("c", "A clockwork RNN, a tanh RNN and an LSTM of one size", RUNS, section)
