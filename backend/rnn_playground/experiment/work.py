"""What a computation costs, estimated beforehand, so that no single demand holds a worker for long.

The unit is a multiply-add. Starting the operations of one time step of one layer costs as much as ``STEP_OVERHEAD`` of
them, however small the network is.
"""

from __future__ import annotations

from rnn_playground.experiment.cells import Cell
from rnn_playground.experiment.parameters import parameter_count
from rnn_playground.experiment.refusal import Refusal

STEP_OVERHEAD = 2_000_000
# About a second of one processor.
ONE_SECOND = 20_000_000_000


def forward_work(cell: Cell, input_size: int, output_size: int, *, time_steps: int, sequences: int) -> int:
    """Return the work of a forward pass over ``sequences`` sequences side by side, of ``time_steps`` steps each."""
    multiply_adds = parameter_count(cell, input_size, output_size) * sequences
    return time_steps * (cell.layers * STEP_OVERHEAD + multiply_adds)


def require_affordable(work: int, remedy: str) -> None:
    """Raise Refusal where ``work`` is more than one demand may cost; ``remedy`` says what to ask for instead."""
    if work > ONE_SECOND:
        raise Refusal(
            "request_work",
            "the answer would cost about {work} multiply-adds, above the bound {bound}; {remedy}",
            {"work": work, "bound": ONE_SECOND, "remedy": remedy},
        )
