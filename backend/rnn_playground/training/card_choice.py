"""Whether the kernels for a graphics card compute a network: decided before a run begins, by trying them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from rnn_playground.cells import draw_parameters
from rnn_playground.experiment import Lane
from rnn_playground.experiment.learning import FULL
from rnn_playground.experiment.tasks import Task, carries_state
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import BatchSource
from rnn_playground.training.device_measure import moved
from rnn_playground.training.passes import Given, Passes, forwards_and_backwards

logger = logging.getLogger(__name__)

TRIAL_BATCH = 16
NEAR = 1e-4
"""Parts of the largest value by which the kernels may differ from the reference at a trial."""


def card_passes() -> Callable[[Given], Passes]:
    """Return what computes a step by the kernels for a card. Raises ImportError where Triton is not installed."""
    from rnn_playground.training.card_passes import fused_passes

    return fused_passes


def has_card_kernel(lane: Lane) -> bool:
    """Tell whether there are kernels for the cell of ``lane``, which it uses for whole sequences."""
    return lane.has_kernel and lane.cell.kind in {"rnn", "irnn", "lstm", "gru"} and lane.bptt == FULL


def is_fit_for_card(lane: Lane, task: Task, batch_size: int, device: torch.device) -> bool:
    """Tell whether the kernels compute ``lane`` on ``device`` as the reference does, by a step of a small batch.

    Where they do not, because Triton is missing, the card has too little room for them or they differ, the log says so.
    """
    if not has_card_kernel(lane) or carries_state(task):
        return False
    try:
        from rnn_playground.training.card_passes import can_fuse, fused_passes
    except ImportError:
        logger.warning("kernels for the card need Triton, which is not installed: the reference computes there")
        return False
    given = moved(_trial(lane, task), device)
    if not can_fuse(given.network, len(given.inputs), batch_size):
        return False
    try:
        mine = fused_passes(given)
    except Exception as error:  # whatever a compiler or a driver raises on a card that nobody has tried
        logger.warning("the kernels for %s do not run on this card: %s", lane.cell.kind, error)
        return False
    if not _agree(mine, forwards_and_backwards(given)):
        logger.warning("the kernels for %s differ from the reference on this card", lane.cell.kind)
        return False
    return True


def _trial(lane: Lane, task: Task) -> Given:
    drawn = draw_parameters(lane, task.input_size, task.output_size, 0)
    parameters = Parameters.join({name: torch.from_numpy(value).float() for name, value in drawn.items()})
    batch = BatchSource(task, TRIAL_BATCH, 0, torch.float32).batch(0)
    return Given(Network.build(lane.cell, lane.clamps), parameters, task.loss, batch.inputs, Scoring.of(batch))


@torch.no_grad()
def _agree(mine: Passes, right: Passes) -> bool:
    pairs = zip(_results(mine), _results(right), strict=True)
    return all(float((a - b).abs().max()) <= NEAR * float(b.abs().max()) for a, b in pairs)


def _results(passes: Passes) -> Iterator[Tensor]:
    """Yield loss, gradient, states and their gradients; each layer's over all time steps in one."""
    yield passes.loss
    yield passes.gradients.parameters
    for steps, gradients in zip(passes.trajectory.layers, passes.gradients.states, strict=True):
        yield from (torch.stack(tensors) for tensors in zip(*(step.state for step in steps), strict=True))
        yield from (torch.stack(tensors) / passes.gradients.lift for tensors in zip(*gradients, strict=True))
