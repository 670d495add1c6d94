"""(g) MNIST read pixel by pixel, in order and permuted: the experiment of the IRNN's paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from paper.adding import IRNN, LSTM, RELU, TANH
from paper.curve_plot import Curve, curve_plot
from paper.images import provide_images
from paper.part import BUILD, Claim, Part, Section, table
from paper.pixel_run import BATCH, POINT, PixelRun, Setting
from paper.results import Measurable, Results
from paper.run import Outcome
from paper.significance import welch
from rnn_playground.experiment.cells import IrnnCell, LstmCell, RnnCell
from rnn_playground.experiment.initialisations import GaussianInit

UNITS, TRIAL, UPDATES, LONG = 100, 3_000, 20_000, 100_000
LEARNT = 0.15
"""Who names less than that rightly after a trial has learnt nothing: always answering 1 comes to 0.112."""
ORDERS = IN_ORDER, PERMUTED = "in order", "permuted"
Races = dict[tuple[str, str], list[Outcome]]
"""The outcomes of a network in an order, a seed after the other."""
Named = tuple[str, list[float | None]]
JUDGED = 1_000 // POINT
"""Points of a trial's training curve by which the setting is chosen."""


def _settings() -> tuple[Setting, ...]:
    """Return the grid, the networks in the order in which they race."""
    tanh = RnnCell(hidden_size=UNITS)
    relu = RnnCell(hidden_size=UNITS, activation="relu", recurrent_init=GaussianInit())
    irnn = IrnnCell(hidden_size=UNITS, input_std=0.001)
    return (
        *(Setting(LSTM, LstmCell(hidden_size=UNITS, forget_bias=1.0), rate) for rate in (0.01, 0.003, 0.001)),
        *(Setting(LSTM, LstmCell(hidden_size=UNITS, forget_bias=10.0), rate) for rate in (0.003, 0.001)),
        *(Setting(TANH, tanh, rate) for rate in (0.003, 0.001, 0.0003, 0.0001)),
        *(Setting(RELU, relu, rate) for rate in (0.001, 0.0003, 0.0001)),
        *(Setting(IRNN, irnn, rate) for rate in (0.0001, 0.00003, 0.00001)),
    )


GRID = _settings()


def _trial_name(setting: Setting) -> str:
    return f"{setting.network} {setting.words()}"


TRIALS: tuple[PixelRun, ...] = tuple(
    PixelRun(order, _trial_name(setting), setting, TRIAL, 0, TRIAL, order == PERMUTED)
    for order in ORDERS
    for setting in GRID
)


def _chosen(network: str, rate: float, bias: float | None = None) -> Setting:
    """Return the setting of the grid."""
    return next(
        each for each in GRID
        if (each.network, each.rate) == (network, rate) and bias in (None, getattr(each.cell, "forget_bias", None))
    )  # fmt: skip


SOURCE = "Le, Jaitly and Hinton, 2015, arXiv:1504.00941, section 4.2"
PAPER = {LSTM: ("65.4 %", "–"), TANH: ("35.0 %", "35.0 %"), RELU: ("–", "–"), IRNN: ("97.0 %", "82.0 %")}
"""Accuracies in order and permuted after up to a million updates; – where the paper has a curve alone."""
CHOSEN: dict[str, tuple[Setting, ...]] = {
    IN_ORDER: (_chosen(LSTM, 0.003, 1.0), _chosen(TANH, 0.0003), _chosen(RELU, 0.001), _chosen(IRNN, 0.00003)),
    PERMUTED: (_chosen(LSTM, 0.003, 1.0), _chosen(TANH, 0.0003), _chosen(RELU, 0.001), _chosen(IRNN, 0.00001)),
}
"""The setting of each network whose trial did best; where none learnt anything in order, the permuted one."""
RACES: tuple[PixelRun, ...] = tuple(
    PixelRun(order, setting.network, setting, updates, seed, permuted=order == PERMUTED)
    for seed, updates in ((0, LONG), (1, UPDATES), (2, UPDATES))
    for number in reversed(range(len(PAPER)))
    for order in ORDERS
    for setting in (CHOSEN[order][number],)
)
"""Of every network a long run and two more; the LSTM, which takes four times as long, comes last."""


def section(results: Results, runs: Sequence[Measurable]) -> Section:
    """Return the trials, the accuracies on the test images, and how they were reached."""
    races = {(name, order): results.of(runs, order, name) for name in PAPER for order in ORDERS}
    body = f"""The original set: 60,000 images to train on, 10,000 to test with, {UNITS} units, 784 time steps,
batch {BATCH}, Adam, gradient clipped to norm 1; the IRNN's input weights from N(0, 0.001²), the ReLU RNN's recurrent
ones Gaussian. Settings were chosen by {TRIAL:,} updates of seed 0: by the share of the images of the last
{JUDGED * POINT:,} training batches that the network named rightly. No test image chose anything.

{trials(results, runs)}

All networks read the same batches. Share of the 10,000 test images that is named rightly, which is measured every
2,000 updates: seeds 0, 1 and 2 after {UPDATES:,} updates, and seed 0 after {LONG:,}. Guessing comes to 0.1, always
answering 1 to 0.1135.

{table(("network", "order", f"{UPDATES:,} updates", f"{LONG:,} updates", "best test of seed 0", "paper"), rows(races))}

The paper trains with plain SGD, at rates down to 10⁻⁸, for up to a million updates, ten times what was spent here.
"""
    return Section(
        body, claims(races), {f"mnist-{order.replace(' ', '-')}.svg": plot(order, races) for order in ORDERS}
    )


def trials(results: Results, runs: Sequence[Measurable]) -> str:
    """Return the table of the grid; what was chosen is bold."""
    rows = []
    for setting in GRID:
        cells = [_trial(results, runs, order, setting) for order in ORDERS]
        rows.append((setting.network, setting.words(), *cells))
    return table(("network", "learning rate", *ORDERS), rows)


def judged(results: Results, runs: Sequence[Measurable], order: str, setting: Setting) -> float | None:
    """Return by what a trial was judged; None where it left the finite numbers."""
    (outcome,) = results.of(runs, order, _trial_name(setting))
    points = [accuracy for _, accuracy in outcome["training"][-JUDGED:]]
    return None if None in points else sum(points) / len(points)


def _trial(results: Results, runs: Sequence[Measurable], order: str, setting: Setting) -> str:
    accuracy = judged(results, runs, order, setting)
    text = "–" if accuracy is None else f"{accuracy:.3f}"
    return f"**{text}**" if setting in CHOSEN[order] else text


def rows(races: Races) -> list[tuple[str, ...]]:
    """Return a row a network and order: what its seeds came to, beside the paper's."""
    return [
        (
            name,
            order,
            ", ".join(map(_share, after(races[name, order], UPDATES))),
            _share(after(races[name, order][:1], LONG)[0]),
            _best(races[name, order][0]),
            said,
        )
        for name, orders in PAPER.items()
        for order, said in zip(ORDERS, orders, strict=True)
    ]


def after(outcomes: Sequence[Outcome], updates: int) -> list[float | None]:
    """Return the accuracy on the test images after so many updates, a seed after the other."""
    return [dict(map(tuple, outcome["tests"])).get(updates) for outcome in outcomes]


def _best(outcome: Outcome) -> str:
    """Return the highest of a run's tests and its update."""
    accuracy, update = max((accuracy or 0.0, update) for update, accuracy in outcome["tests"])
    return f"{accuracy:.3f} ({update:,})"


def _share(accuracy: float | None) -> str:
    return "–" if accuracy is None else f"{accuracy:.3f}"


def plot(order: str, races: Races) -> str:
    """Return the curves of the test accuracy, a line a seed."""
    curves = [Curve(name, outcome["tests"]) for name in PAPER for outcome in races[name, order]]
    return curve_plot(f"MNIST {order}: test images named rightly", curves, "accuracy")


def claims(races: Races) -> list[Claim]:
    """Return what the paper says of these networks, beside what three seeds of each did."""
    of = {which: after(outcomes, UPDATES) for which, outcomes in races.items()}
    irnn = (IRNN, of[IRNN, IN_ORDER])
    return [
        _above(
            "an IRNN reads the pixels far better than an LSTM (97.0 % against 65.4 %)", irnn, (LSTM, of[LSTM, IN_ORDER])
        ),
        _above("and than a tanh RNN (97.0 % against 35.0 %)", irnn, (TANH, of[TANH, IN_ORDER])),
        _above("and than a ReLU RNN whose start is Gaussian", irnn, (RELU, of[RELU, IN_ORDER])),
        _above(
            "a permutation makes it harder for an IRNN (97.0 % against 82.0 %)",
            (IN_ORDER, of[IRNN, IN_ORDER]),
            (PERMUTED, of[IRNN, PERMUTED]),
        ),
    ]


def _above(says: str, one: Named, other: Named) -> Claim:
    """Return the paper's claim that the accuracies of ``one`` lie above those of ``other``."""
    means = [sum(kept) / len(kept) for _, values in (one, other) if (kept := [v for v in values if v is not None])]
    measured = "; ".join(f"{name} {', '.join(map(_share, values))}" for name, values in (one, other))
    agrees = len(means) == 2 and means[0] > means[1]
    return Claim(SOURCE, says, measured, agrees, welch(one[1], other[1]))


PART = Part(
    "g",
    "MNIST pixel by pixel, in order and permuted",
    (*TRIALS, *RACES),
    section,
    Path(__file__).parent / "measured",
    partial(provide_images, BUILD / "mnist"),
)
