"""What a computation costs, estimated beforehand, so that no single demand holds a worker for long.

The unit is a multiply-add of a matrix product. Other operations are counted in it, as measured on one processor: what
a time step of a layer costs however small the network is, and what every gate and state of a unit costs besides.
"""

from __future__ import annotations

from rnn_playground.experiment.cells import Cell
from rnn_playground.experiment.cells.sized import parameter_count
from rnn_playground.experiment.refusal import Refusal

STEP_OVERHEAD = 1_000_000
VALUE_COST = 220
# Of one processor.
ONE_SECOND = 20_000_000_000


def step_work(cell: Cell, input_size: int, output_size: int, *, sequences: int) -> int:
    """Return what one time step of a forward pass costs in all layers, without its overhead."""
    values = cell.layers * cell.hidden_size * (1 + cell.arithmetic)
    return sequences * (parameter_count(cell, input_size, output_size) + VALUE_COST * values)


def forward_work(cell: Cell, input_size: int, output_size: int, *, time_steps: int, sequences: int) -> int:
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
