"""What a computation costs, estimated beforehand, so that no single demand holds a worker for long.

The unit is a multiply-add of a matrix product. Other operations are counted in it, as measured on one processor: what
a time step of a layer costs however small the network is, and what every gate and state of a unit costs besides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple, assert_never

from rnn_playground.experiment.cells import CellConfig
from rnn_playground.experiment.cells.sized import parameter_count
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.experiment import Experiment, Lane
from rnn_playground.experiment.panels import PanelKind
from rnn_playground.experiment.tasks import Task

STEP_OVERHEAD = 1_000_000
VALUE_COST = 220
# Of one processor.
ONE_SECOND = 20_000_000_000


def step_work(cell: CellConfig, input_size: int, output_size: int, *, sequences: int) -> int:
    """Return what one time step of a forward pass costs in all layers, without its overhead."""
    values = cell.layers * cell.hidden_size * (1 + cell.arithmetic)
    return sequences * (parameter_count(cell, input_size, output_size) + VALUE_COST * values)


def forward_work(cell: CellConfig, input_size: int, output_size: int, *, time_steps: int, sequences: int) -> int:
    """Return what a forward pass over ``sequences`` sequences side by side costs."""
    steps = time_steps * (cell.layers * STEP_OVERHEAD + step_work(cell, input_size, output_size, sequences=sequences))
    return steps + cell.layers * cell.preparation_work()


def require_affordable(what: str, work: int, remedy: str, **parameters: int) -> None:
    """Raise Refusal, of the type ``<what>_work``, where ``work`` is more than one answer may cost.

    ``remedy`` says what to ask for instead; ``parameters`` fill it.
    """
    if work > ONE_SECOND:
        raise Refusal(
            f"{what}_work",
            "the answer would cost about {work} multiply-adds, above the bound {bound}; " + remedy,
            {"work": work, "bound": ONE_SECOND, **parameters},
        )


LONG_RUNS = 4
"""Side by side, of the Lyapunov exponents beyond the sequence."""
_LONG_RUN_WORK = ONE_SECOND // 5
_LONG_RUN_STEPS = (60, 480)
# Time steps times sequences that a forward derivative takes side by side.
ROWS = 4096
# How often the work of a matrix exponential its derivatives take, as measured.
_GRADIENT_OF_PREPARATION, _TANGENT_OF_PREPARATION = 5, 45


class _Sizes(NamedTuple):
    """T time steps, B sequences, L layers, S numbers in a layer's state, W weights of a layer on average.

    N losses a sequence, at most; P the preparation of a layer's weights, once a forward pass.
    """

    T: int
    B: int
    L: int
    S: int
    W: int
    N: int
    P: int


def panel_work(panel: PanelKind, experiment: Experiment) -> int:
    """Return the multiply-adds that a heavy panel takes in all lanes, the starting of operations included."""
    return sum(_lane_work(panel, experiment, lane) for lane in experiment.lanes)


def costly_panels(experiment: Experiment, panels: Iterable[PanelKind]) -> dict[PanelKind, Refusal]:
    """Return those of ``panels`` that would take more than about a second, and why each is left out."""
    works = {panel: panel_work(panel, experiment) for panel in panels}
    return {
        panel: Refusal(
            "panel_work",
            "this measurement would cost about {work} multiply-adds, above the bound {bound}; "
            "choose fewer hidden units, a shorter sequence, a smaller batch or fewer lanes",
            {"work": work, "bound": ONE_SECOND},
        )
        for panel, work in works.items()
        if work > ONE_SECOND
    }


def long_run_steps(cell: CellConfig, task: Task) -> int:
    """Return the time steps of each of the long runs: what a fifth of a second allows; 0 where that is too few."""
    least, most = _LONG_RUN_STEPS
    steps = _LONG_RUN_WORK // (cell.layers * _long_run_step(_sizes(cell, task, 1)))
    return min(most, steps) if steps >= least else 0


def _long_run_step(sizes: _Sizes) -> int:
    """Return what a time step of the long runs takes in one layer."""
    return 4 * STEP_OVERHEAD + sizes.P // 16 + LONG_RUNS * (sizes.S * sizes.W + 2000 * sizes.S**2 + 15 * sizes.S**3)


def _sizes(cell: CellConfig, task: Task, batch_size: int) -> _Sizes:
    weights = parameter_count(cell, task.input_size, task.output_size) // cell.layers
    state = sum(math.prod(shape) for shape in cell.state_shapes().values())
    T = task.sequence_length
    return _Sizes(T, batch_size, cell.layers, state, weights, _losses(task), cell.preparation_work())


def _losses(task: Task) -> int:
    return 1 if task.facts().structure == "many-to-one" else task.sequence_length


def _lane_work(panel: PanelKind, experiment: Experiment, lane: Lane) -> int:
    sizes = _sizes(lane.cell, experiment.task, experiment.batch_size)
    T, B, L, S, W, _, P = sizes
    match panel:
        case "triangle":
            return L * (P + _sweep(sizes))
        case "lags":
            # The forward derivative is a backward one of a backward one, through the preparation too.
            return L * (_TANGENT_OF_PREPARATION * P * math.ceil(T * B / ROWS) + _sweep(sizes))
        case "full_profile":
            return L * T * (STEP_OVERHEAD + 3 * B * W)
        case "contributions":
            return L * T * (8 * STEP_OVERHEAD + 5 * B * W + _GRADIENT_OF_PREPARATION * P)
        case "jacobian" | "step_spectrum":
            # Singular values and eigenvalues of matrices this small take far more than the S³ of a long product.
            return L * T * (STEP_OVERHEAD + S * W + 4000 * S**2 + 20 * S**3)
        case "lyapunov":
            in_sequence = T * (STEP_OVERHEAD + S * W + 1000 * S**2 + 10 * S**3)
            return L * (in_sequence + long_run_steps(lane.cell, experiment.task) * _long_run_step(sizes))
        case "ledger":
            return L * T * (6 * STEP_OVERHEAD + 5 * W)
        case "gradients" | "weights" | "gates" | "spectrum" | "pre_activation" | "band" | "norms" | "saliency":
            return 0
        case _:
            assert_never(panel)


def _sweep(sizes: _Sizes) -> int:
    """Return what following every loss of a layer back through time takes."""
    T, B, _, S, W, N, _ = sizes
    # On rows this short the work of a number is not in its multiply-adds but in writing it down.
    return 6 * T * STEP_OVERHEAD + N * (2 * T - N) // 2 * B * (2 * W + 200 * S)
