"""(a) The adding problem of the IRNN's paper: which networks solve it, over which lengths?"""

from __future__ import annotations

from collections.abc import Sequence

from paper.dot_plot import DotRow, dot_plot
from paper.part import Claim, Part, Section, table
from paper.results import Measurable, Results
from paper.run import Outcome, Run, seeded
from paper.significance import fisher
from paper.summary import figures, share, solved, solvers, when
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import CellConfig, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.initialisations import GaussianInit
from rnn_playground.experiment.learning import Adam
from rnn_playground.experiment.tasks import AddingTask
from rnn_playground.experiment.tasks.facts import FRESH

LENGTHS = (150, 200, 300, 400)
UNITS, BATCH, UPDATES, SEEDS = 100, 16, 12_000, 3

LSTM, TANH, RELU = "LSTM", "tanh RNN", "ReLU RNN, Gaussian"
IRNN, IRNN_WIDE = "IRNN, input std 0.001", "IRNN, input std 0.1"


def identity_rate(length: int) -> float:
    """Return the IRNNs' learning rate: with more than this one they explode over so many steps."""
    return 3e-4 if length <= 200 else 1e-4


def networks(length: int) -> dict[str, tuple[CellConfig, float]]:
    """Return each network's cell and learning rate."""
    gaussian = RnnCell(hidden_size=UNITS, activation="relu", recurrent_init=GaussianInit())
    return {
        LSTM: (LstmCell(hidden_size=UNITS), 0.01),
        TANH: (RnnCell(hidden_size=UNITS), 0.001),
        RELU: (gaussian, 0.001),
        IRNN: (IrnnCell(hidden_size=UNITS, input_std=0.001), identity_rate(length)),
        IRNN_WIDE: (IrnnCell(hidden_size=UNITS, input_std=0.1), identity_rate(length)),
    }


def group(length: int) -> str:
    """Return the name of a length."""
    return f"T = {length}"


RUNS: tuple[Run, ...] = tuple(
    run
    for length in LENGTHS
    for network, (cell, rate) in networks(length).items()
    for run in seeded(
        group(length),
        network,
        AddingTask(length=length),
        Lane(cell=cell, optimizer=Adam(learning_rate=rate)),
        SEEDS,
        steps=UPDATES,
        batch_size=BATCH,
    )
)


def section(results: Results, runs: Sequence[Measurable]) -> Section:
    """Return who solved what, and when."""
    names = list(networks(LENGTHS[0]))
    found = {name: {length: results.of(runs, group(length), name) for length in LENGTHS} for name in names}
    rows = [
        (
            length,
            name,
            f"{networks(length)[name][1]:g}",
            when(found[name][length]),
            figures(found[name][length], "test"),
        )
        for length in LENGTHS
        for name in names
    ]
    dots = [
        DotRow(group(length), name, [outcome["solved_at"] for outcome in found[name][length]])
        for length in LENGTHS
        for name in names
    ]
    body = f"""{UNITS} units, batch {BATCH}, Adam, gradient clipped to norm 1, at most {UPDATES:,} updates,
a fresh batch each; seeds 0 to {SEEDS - 1} for weights and data alike. Solved: a mean squared error of at most 0.01
over 10 updates and then on {FRESH} fresh sequences; a run ends there. Test: the error on other fresh sequences after
the last update. Answering 1, the mean, has 1/6 = 0.1667, the variance of the sum of two U(0, 1).
Learning rates were chosen with seed 0 out of two or three for a network; the IRNNs' has to depend on the length.
Seed 0 stands in the table, but what was chosen by it is not judged by it: the verdicts count seeds 1 and 2.

{table(("T", "network", "learning rate", "solved at update, seed by seed", "test error"), rows)}

The paper trains with plain SGD, at rates, clips and forget biases searched for each network and length, on 100,000
sequences; this is Adam with one clip and forget bias 1.
"""
    return Section(body, claims(found), {"adding.svg": dot_plot("The adding problem", dots, UPDATES)})


Found = dict[str, dict[int, list[Outcome]]]


def claims(found: Found) -> list[Claim]:
    """Return what is said of these networks, beside what they did with the seeds that chose no learning rate."""
    judged = {name: [outcome for by in lengths.values() for outcome in by[1:]] for name, lengths in found.items()}
    longest = found[LSTM][400][1:]
    return [
        Claim(
            "Le, Jaitly and Hinton, 2015, arXiv:1504.00941, abstract",
            "the identity start is comparable to an LSTM on long-range toy problems",
            f"solved: IRNN as published {share(judged[IRNN])}, LSTM {share(judged[LSTM])}",
            solved(judged[IRNN]) >= solved(judged[LSTM]),
            fisher(solvers(judged[IRNN]), solvers(judged[LSTM])),
        ),
        Claim(
            "Hu, Huber, Anumula and Liu, 2018, arXiv:1801.06105, section 3.1",
            "an LSTM fails at T = 400 (no number of runs is given; it counts as one)",
            f"{share(longest)}: {when(longest)}",
            solved(longest) == 0,
            fisher(solvers(longest), [False]),
        ),
    ]


PART = Part("a", "The adding problem: LSTM, tanh RNN, ReLU RNN, IRNN", RUNS, section)
