"""What a branch takes over from the lane that it grows from."""

from __future__ import annotations

import torch
from torch import Tensor

from rnn_playground.cells.parameters import without_cut_links
from rnn_playground.experiment import Lane
from rnn_playground.learning.optimizers import AVERAGES
from rnn_playground.learning.parameters import Parameters
from rnn_playground.training.checkpoint import LaneSnapshot


def inherit(trunk: LaneSnapshot, rule: str, branch: Lane, layout: Parameters) -> LaneSnapshot:
    """Return the state in which ``branch`` begins: parameters, optimiser and carried states of ``trunk``.

    ``rule`` is the kind of the trunk's optimiser: another one that keeps the same averages goes on with them, any other
    begins with none, as at a run's first step. Links that the branch's cell does not have (a recurrence that is off, a
    slower clock) are 0, and so are their averages, which would move them otherwise. ``layout`` says which part of the
    vector is which parameter.
    """
    same = AVERAGES[rule] == AVERAGES[branch.optimizer.kind]
    return LaneSnapshot(
        _without_cut_links(branch, layout, trunk.vector),
        {name: _without_cut_links(branch, layout, value) for name, value in trunk.optimizer.items()} if same else {},
        None,
        trunk.start,
    )


def _without_cut_links(branch: Lane, layout: Parameters, value: Tensor) -> Tensor:
    """Return a copy; the optimiser's count of updates, a single number, stays as it is."""
    copy = value.clone()
    if copy.shape == layout.vector.shape:
        for name, view in layout.split(copy).items():
            view.copy_(torch.from_numpy(without_cut_links(branch.cell, name, view.numpy().copy())))
    return copy
