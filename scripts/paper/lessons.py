"""(e) The figures that the lessons quote, each measured as the lesson tells it."""

from __future__ import annotations

from collections.abc import Sequence

from paper.dot_plot import DotRow, dot_plot
from paper.gain import GainRun
from paper.part import Claim, Part, Section, table
from paper.results import Measurable, Results
from paper.run import Outcome, Run, seeded
from paper.significance import fisher, sign
from paper.summary import figures, share, solved, solvers, typical, when
from rnn_playground.experiment import Lane
from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells import GruCell, IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.cells.sized import SizedCell
from rnn_playground.experiment.learning import Adam, FullBptt, TruncatedBptt
from rnn_playground.experiment.tasks import AddingTask, DigitsTask, EchoTask, HelloTask

UNITS, BATCH, SEEDS, MANY = 32, 64, 3, 20
UPDATES = 3000
HELLO, ADDING, DIGITS, ECHO_FAR = "hello", "adding, T = 100", "digits, T = 64", "echo, lag 20"
WINDOWS = (5, 10, 20, 60)
RADIUS = 1.1
SOURCE = "the tutorial that the lessons follow"
STD = {0.001: "IRNN, input std 0.001", 0.1: "IRNN, input std 0.1"}


def window(size: int) -> str:
    """Return the name of the runs whose BPTT is truncated to ``size`` steps."""
    return f"echo, lag 10, window {size}"


def _lane(cell: SizedCell, rate: float, size: int | None = None) -> Lane:
    bptt = FullBptt() if size is None else TruncatedBptt(window=size, shift=size)
    return Lane.model_validate({"cell": cell, "optimizer": Adam(learning_rate=rate), "bptt": bptt})


def _truncated() -> tuple[Run, ...]:
    cells: dict[str, tuple[SizedCell, float]] = {
        "tanh RNN": (RnnCell(hidden_size=UNITS), 0.003),
        "GRU": (GruCell(hidden_size=UNITS), 0.01),
    }
    task = EchoTask(length=60, lag=10)
    return tuple(
        run
        for size in WINDOWS
        for name, (cell, rate) in cells.items()
        for run in seeded(
            window(size), name, task, _lane(cell, rate, size), SEEDS, steps=UPDATES // 2, batch_size=BATCH
        )
    )


def _hello() -> tuple[Run, ...]:
    activations: dict[str, ActivationKind] = {"ReLU RNN": "relu", "tanh RNN": "tanh"}
    return tuple(
        run
        for name, activation in activations.items()
        for run in seeded(
            HELLO,
            name,
            HelloTask(),
            _lane(RnnCell(hidden_size=3, activation=activation), 0.01),
            MANY,
            steps=1000,
            batch_size=1,
        )
    )


def _reading() -> tuple[Run, ...]:
    cells: dict[str, tuple[SizedCell, float]] = {
        "LSTM": (LstmCell(hidden_size=UNITS), 0.01),
        "tanh RNN": (RnnCell(hidden_size=UNITS), 0.003),
        STD[0.1]: (IrnnCell(hidden_size=UNITS, input_std=0.1), 0.001),
    }
    return tuple(
        run
        for name, (cell, rate) in cells.items()
        for run in seeded(
            DIGITS, name, DigitsTask(), _lane(cell, rate), SEEDS, steps=UPDATES, batch_size=BATCH, to_the_end=True
        )
    )


def _adding() -> tuple[Run, ...]:
    return tuple(
        run
        for std, name in STD.items()
        for run in seeded(
            ADDING,
            name,
            AddingTask(length=100),
            _lane(IrnnCell(hidden_size=UNITS, input_std=std), 0.001),
            SEEDS,
            steps=2 * UPDATES,
            batch_size=BATCH,
        )
    )


_FAR = seeded(
    ECHO_FAR,
    "tanh RNN",
    EchoTask(length=60, lag=20),
    _lane(RnnCell(hidden_size=UNITS), 0.003),
    SEEDS,
    steps=UPDATES,
    batch_size=BATCH,
)
TRAINED: tuple[Run, ...] = (*_truncated(), *_hello(), *_reading(), *_adding(), *_FAR)
_ACTIVATIONS: dict[str, ActivationKind] = {"linear RNN": "identity", "tanh RNN": "tanh"}
GAINS = tuple(
    GainRun("gain", name, activation, RADIUS, seed) for name, activation in _ACTIVATIONS.items() for seed in range(5)
)


def section(results: Results, runs: Sequence[Measurable]) -> Section:
    """Return every figure, seed by seed."""
    kinds = list(dict.fromkeys((run.group, run.network) for run in runs if isinstance(run, Run)))
    found = {kind: results.of(runs, *kind) for kind in kinds}
    rows = [
        (*kind, share(outcomes), when(outcomes), figures(outcomes, "best"), figures(outcomes, "test"))
        for kind, outcomes in found.items()
        if kind[0] != HELLO
    ]
    gains = {name: results.of(runs, "gain", name) for name in _ACTIVATIONS}
    dots = [DotRow(*kind, [outcome["solved_at"] for outcome in outcomes]) for kind, outcomes in found.items()]
    body = f"""{UNITS} units, batch {BATCH}, Adam (tanh 0.003, LSTM and GRU 0.01, IRNN 0.001), gradient clipped to
norm 1, seeds 0 to {SEEDS - 1}; {UPDATES:,} updates for digits and echo with lag 20, half of that for the truncated
windows, twice as many for adding. *Best* is the best mean of the task's figure over the updates that its criterion
asks for, *test* the figure after the last update on what was never trained on. A run ends where its task is solved,
but for digits. Where the window is too short the best comes early, out of what random weights happen to keep, and is
lost again.

{table(("task", "network", "solved", "at update, seed by seed", "best", "test"), rows)}

`hello`, 3 units, batch 1, Adam at 0.01, 1,000 updates, {MANY} seeds:

{_hello_table(found)}

The gain of the gradient per step back at a spectral radius of {RADIUS:g}, Gaussian W_hh, 64 sequences of noise in 16
inputs, one loss after 100 steps, five seeds: linear {figures(gains["linear RNN"], "gain")};
tanh {figures(gains["tanh RNN"], "gain")}.
"""
    plot = dot_plot("What the lessons quote", dots, 2 * UPDATES)
    return Section(body, _claims(found), {"lessons.svg": plot})


Found = dict[tuple[str, str], list[Outcome]]


def _hello_table(found: Found) -> str:
    rows = []
    for name in ("ReLU RNN", "tanh RNN"):
        outcomes = found[HELLO, name]
        rows.append((name, share(outcomes), typical(outcomes), *_failures(outcomes)))
    return table(("network", "solved", "median update", "failed with dead units", "exploded"), rows)


def _failures(outcomes: Sequence[Outcome]) -> tuple[str, int]:
    """Return how many seeds failed with units that are 0 throughout, of all that failed, and how many exploded."""
    failed = [outcome for outcome in outcomes if outcome["solved_at"] is None]
    dead = sum(bool(outcome["dead_units"]) for outcome in failed)
    return f"{dead} of {len(failed)}", sum(outcome["diverged"] for outcome in outcomes)


def _claims(found: Found) -> list[Claim]:
    relu, tanh = found[HELLO, "ReLU RNN"], found[HELLO, "tanh RNN"]
    exploded = [bool(outcome["diverged"]) for outcome in relu]
    return [
        Claim(
            SOURCE,
            "with ReLU an RNN diverges",
            f"hello: {sum(exploded)} of {len(relu)} exploded",
            all(exploded),
            sign(exploded),
        ),
        Claim(
            SOURCE,
            "outputs have to be bounded: ReLU learns less well than tanh",
            f"hello, solved: ReLU {share(relu)}, tanh {share(tanh)}",
            solved(relu) < solved(tanh),
            fisher(solvers(relu), solvers(tanh)),
        ),
    ]


PART = Part("e", "The figures that the lessons quote", (*TRAINED, *GAINS), section)
