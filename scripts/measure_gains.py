"""Measure the gain of a step back and print the tables of docs/science.md.

    PYTHONPATH=scripts python scripts/measure_gains.py

First over the spectral radius: Gaussian W_hh rescaled to the radius, 32 units; 64 sequences of 100 steps of N(0, 1) in
16 inputs, one loss at the end; W_xh and biases U(−1/√32, 1/√32). The gain is e^−s, s the slope of the least-squares
line through the logarithms of the profile without its last entry. A cell of the table has the median of ``SEEDS`` draws
and their range. Then of cells whose gates see the input alone, one layer of the same size, at starts of their own, and
of what a simple network can have besides.
"""

from __future__ import annotations

from statistics import median

from paper.gain import UNITS, GainRun, gain_per_step, noise_profile
from paper.part import table
from rnn_playground.experiment.activations import ActivationKind
from rnn_playground.experiment.cells import CellConfig, MingruCell, MinlstmCell, RglruCell, RnnCell
from rnn_playground.training.warm_up import use_one_thread

SEEDS = range(20)
RADII = (0.5, 0.9, 1.0, 1.1, 1.5, 2.0)
ACTIVATIONS: dict[str, ActivationKind] = {"linear": "identity", "tanh": "tanh", "ReLU": "relu", "sigmoid": "sigmoid"}
STARTS: dict[str, CellConfig] = {
    "`mingru`, `keep_bias` 0": MingruCell(hidden_size=UNITS, layers=1, keep_bias=0.0),
    "`mingru`": MingruCell(hidden_size=UNITS, layers=1),
    "`minlstm`, `keep_bias` 0": MinlstmCell(hidden_size=UNITS, layers=1, keep_bias=0.0),
    "`minlstm`": MinlstmCell(hidden_size=UNITS, layers=1),
    "`rglru`": RglruCell(hidden_size=UNITS, layers=1),
}
OPTIONS: dict[str, CellConfig] = {
    "`rnn`": RnnCell(hidden_size=UNITS),
    "`rnn`, `residual` 0.1": RnnCell(hidden_size=UNITS, residual=0.1),
    "`rnn`, `layer_norm`": RnnCell(hidden_size=UNITS, layer_norm=True),
    "`rnn`, both": RnnCell(hidden_size=UNITS, residual=0.1, layer_norm=True),
}


def gains(activation: ActivationKind, radius: float) -> list[float]:
    """Return the gain of a step back, a draw a seed."""
    return [float(GainRun("gain", activation, activation, radius, seed).measure()["gain"]) for seed in SEEDS]


def cell(values: list[float]) -> str:
    """Return the median and the range of ``values``."""
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def main() -> None:
    """Print the tables."""
    use_one_thread()
    rows = [(name, *(cell(gains(kind, radius)) for radius in RADII)) for name, kind in ACTIVATIONS.items()]
    print(table(("ρ", *(f"{radius:g}" for radius in RADII)), rows))
    for cells in (STARTS, OPTIONS):
        starts = (
            (name, [gain_per_step(noise_profile(start, seed)) for seed in SEEDS]) for name, start in cells.items()
        )
        print(table(("start", "gain"), [(name, cell(values)) for name, values in starts]))


if __name__ == "__main__":
    main()
