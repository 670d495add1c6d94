"""What a forward pass leaves behind: enough to run any of its time steps again."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.start import Start
from rnn_playground.learning.unroll import Trajectory


class ForwardPass(NamedTuple):
    """A network over ``inputs`` (time_step, batch, input) from ``start`` on, and the ``trajectory`` it left."""

    network: Network
    parameters: Parameters
    inputs: Tensor
    start: Start
    trajectory: Trajectory

    def states_before(self, time_step: int) -> list[State]:
        """Return the state of each layer before ``time_step``, detached."""
        if time_step == 0:
            return list(self.start.states or self.network.zero_states(self.inputs))
        return [tuple(tensor.detach() for tensor in steps[time_step - 1].state) for steps in self.trajectory.layers]

    def of_sample(self, sample: int) -> ForwardPass:
        """Return the pass of one sample alone, as a batch of one, in float64 from here on."""

        def pick(tensor: Tensor) -> Tensor:
            return tensor[sample : sample + 1].detach().double()

        return ForwardPass(
            self.network,
            self.parameters.to(torch.float64),
            self.inputs[:, sample : sample + 1].double(),
            self.start.map(pick),
            Trajectory([[step.map(pick) for step in steps] for steps in self.trajectory.layers]),
        )
