"""(d) Temporal order over 100 steps: an LSTM whose forget bias is 1, and one with chrono initialisation."""

from __future__ import annotations

from collections.abc import Sequence

from paper.dot_plot import DotRow, dot_plot
from paper.part import Claim, Part, Section, table
from paper.results import Measurable, Results
from paper.run import Run, seeded
from paper.significance import ranks
from paper.summary import average, figures, share, values, when
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import LstmCell
from rnn_playground.experiment.learning import Adam
from rnn_playground.experiment.tasks import TemporalOrderTask
from rnn_playground.experiment.tasks.facts import FRESH

UNITS, BATCH, UPDATES, SEEDS, RATE, LENGTH = 32, 64, 3000, 10, 0.01, 100
GROUP = f"T = {LENGTH}"
BIAS, CHRONO = "LSTM, forget bias 1", "LSTM, chrono"
CELLS = {BIAS: LstmCell(hidden_size=UNITS), CHRONO: LstmCell(hidden_size=UNITS, chrono=float(LENGTH))}
RUNS: tuple[Run, ...] = tuple(
    run
    for network, cell in CELLS.items()
    for run in seeded(
        GROUP,
        network,
        TemporalOrderTask(length=LENGTH),
        Lane(cell=cell, optimizer=Adam(learning_rate=RATE)),
        SEEDS,
        steps=UPDATES,
        batch_size=BATCH,
    )
)


def section(results: Results, runs: Sequence[Measurable]) -> Section:
    """Return which seeds solved it, and when."""
    found = {name: results.of(runs, GROUP, name) for name in CELLS}
    rows = [(name, share(outcomes), when(outcomes), figures(outcomes, "test")) for name, outcomes in found.items()]
    dots = [DotRow(GROUP, name, [outcome["solved_at"] for outcome in outcomes]) for name, outcomes in found.items()]
    body = f"""{UNITS} units, batch {BATCH}, Adam at {RATE:g}, gradient clipped to norm 1, at most {UPDATES:,}
updates, seeds 0 to {SEEDS - 1}. Solved: an accuracy of 0.95 over 10 updates and then on {FRESH} fresh sequences;
a run ends there. Guessing has 0.25. Chrono: T_max = {LENGTH}. Test: other fresh sequences after the last update.

{table(("network", "solved", "at update, seed by seed", "test accuracy"), rows)}
"""
    claims = [
        Claim(
            "Tallec and Ollivier, 2018, arXiv:1804.11188, abstract",
            "chrono initialisation greatly improves the learning of long-term dependencies",
            f"test accuracy, means of {SEEDS} seeds: chrono {average(found[CHRONO], 'test'):.2f}, forget bias 1 "
            f"{average(found[BIAS], 'test'):.2f}; solved by {share(found[CHRONO])} and {share(found[BIAS])}",
            average(found[CHRONO], "test") > average(found[BIAS], "test"),
            ranks(values(found[CHRONO], "test"), values(found[BIAS], "test")),
        )
    ]
    return Section(body, claims, {"temporal-order.svg": dot_plot(f"Temporal order, {GROUP}", dots, UPDATES)})


PART = Part("d", "Temporal order: the forget bias and chrono initialisation", RUNS, section)
