"""Where a stretch of a sequence begins: with nothing before it, or with the states that the stretch before it left."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.learning.unroll import Trajectory


class Start(NamedTuple):
    """``states``: one a layer, detached, as they are before the first time step; None where they are zero.

    ``time_step`` is the number of the first time step: it runs on across stretches, for cells that keep a clock.
    """

    states: tuple[State, ...] | None = None
    time_step: int = 0

    def after(self, trajectory: Trajectory) -> Start:
        """Return where the stretch behind ``trajectory``, which began here, begins. No gradient goes back through it.

        This is the detached carry of truncated backpropagation through time (Williams and Peng, 1990).
        """
        states = tuple(tuple(tensor.detach() for tensor in state) for state in trajectory.final_states)
        return Start(states, self.time_step + len(trajectory.top))

    def map(self, change: Callable[[Tensor], Tensor]) -> Start:
        """Return the start with ``change`` made of every tensor of its states."""
        states = self.states and tuple(tuple(map(change, state)) for state in self.states)
        return self._replace(states=states)

    def to(self, target: torch.dtype | torch.device) -> Start:
        """Return the same in another floating type, or on another device."""
        return self.map(lambda tensor: tensor.to(target))


ZERO_STATE = Start()
"""Zero states at time step 0."""
