"""What is trained: a grid of cells and tasks, and the presets."""

from __future__ import annotations

from typing import Any, Final

from forecast.forecast_run import ForecastRun
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.presets import KNOWN

SEEDS, UNITS, UPDATES, BATCH = 8, 24, 500, 32
GATED, UNGATED = 0.01, 0.003
RATES: Final = {
    "rnn": UNGATED,
    "irnn": UNGATED,
    "nprnn": UNGATED,
    "cwrnn": GATED,
    "lstm": GATED,
    "slstm": GATED,
    "gru": GATED,
    "ugrnn": GATED,
    "mingru": GATED,
    "minlstm": GATED,
    "scrn": GATED,
    "indrnn": GATED,
    "orthogonal": UNGATED,
    "antisymmetric": UNGATED,
    "cornn": GATED,
    "lem": GATED,
    "lmu": GATED,
    "lru": GATED,
    "rglru": GATED,
    "deltanet": GATED,
    "mlstm": GATED,
}
"""Every cell but the one whose equation somebody types, and Adam's learning rate with it."""

TASKS: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "hello"},
    {"kind": "sine", "length": 30},
    {"kind": "reber", "length": 20},
    {"kind": "adding", "length": 10},
    {"kind": "adding", "length": 30},
    {"kind": "copy", "length": 4, "copied": 2},
    {"kind": "copy", "length": 20},
    {"kind": "temporal_order", "length": 12},
    {"kind": "temporal_order", "length": 50},
    {"kind": "parity", "length": 6},
    {"kind": "parity", "length": 12},
    {"kind": "echo", "length": 30, "lag": 3},
    {"kind": "echo", "length": 30, "lag": 15},
    {"kind": "brackets", "length": 8},
    {"kind": "brackets", "length": 24},
    {"kind": "seq2seq_reverse", "length": 4},
    {"kind": "seq2seq_reverse", "length": 6},
)
DEAR: Final = (
    {"kind": "sine", "length": 30},
    {"kind": "adding", "length": 30},
    {"kind": "copy", "length": 20},
    {"kind": "parity", "length": 12},
    {"kind": "brackets", "length": 24},
    {"kind": "seq2seq_reverse", "length": 6},
)
"""Of TASKS, those that cells without a fused kernel are not trained on: a run would take them ten times as long."""
WITHOUT_DATA: Final = ("mnist",)
"""Tasks of presets that are not trained here: their images are not everywhere."""
DEAR_PRESETS: Final = ("adding_lru_fails",)
"""Presets that are not trained here: 2 000 updates of 50 time steps without a kernel, with every seed."""
UNTRIED: Final = (
    "text",
    "embedded_reber",
    "digits",
    "selective_copy",
    "associative_recall",
    "word_problem",
    "flip_flop",
    "lorenz",
    "mackey_glass",
)
"""Tasks that only presets have here."""


def name_of(task: dict[str, Any]) -> str:
    """Return what a task of the grid is called: its kind and its fields."""
    return " ".join(str(value) for value in task.values())


def grid() -> tuple[ForecastRun, ...]:
    """Return every cell on every task, the cells that have a fused kernel first; all settings, then the next seed."""
    runs = [_run(task, cell, seed) for seed in range(SEEDS) for task in TASKS for cell in RATES]
    fused = [run for run in runs if run.experiment.lanes[0].has_kernel]
    dear = {name_of(task) for task in DEAR}
    return (*fused, *(run for run in runs if run not in fused and run.group not in dear))


def presets() -> tuple[ForecastRun, ...]:
    """Return the presets that are said to work or to fail and whose task has a required lag, seed by seed.

    Those whose task the grid has, too, come first.
    """
    chosen = [preset for preset in KNOWN if preset.id not in DEAR_PRESETS]
    chosen = [preset for preset in chosen if preset.experiment.task.kind not in WITHOUT_DATA]
    chosen = [preset for preset in chosen if preset.experiment.task.facts().required_lag is not None]
    chosen.sort(key=lambda preset: preset.experiment.task.kind in UNTRIED)
    return tuple(
        ForecastRun(preset.id, preset.id, _seeded(preset.experiment, seed))
        for preset in chosen
        for seed in range(SEEDS)
    )


def _run(task: dict[str, Any], cell: str, seed: int) -> ForecastRun:
    lane = {
        "cell": {"kind": cell, "hidden_size": UNITS},
        "optimizer": {"kind": "adam", "learning_rate": RATES[cell]},
    }
    batch_size = 1 if task["kind"] == "hello" else BATCH
    document = {"task": task, "lanes": [lane], "steps": UPDATES, "batch_size": batch_size}
    return ForecastRun(name_of(task), cell, _seeded(Experiment.model_validate(document), seed))


def _seeded(experiment: Experiment, seed: int) -> Experiment:
    return experiment.model_copy(update={"weight_seed": seed, "data_seed": seed})
