"""A network that reads one sequence piece by piece, its own predictions among them, and carries its state along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, final

import torch
from torch import Tensor

from rnn_playground.cells import State, Weights
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import prepare


class Reader(Protocol):
    """Reads one sequence from zero states on, whichever arithmetic computes it, with the parameters it was made of."""

    def read(self, inputs: Tensor, alone: int = 0) -> Tensor:
        """Read ``inputs`` (time_step, input), then for ``alone`` steps the prediction of the step before.

        Goes on from where it stopped. Returns the predictions (time_step + alone, output) of all these steps, without
        a graph. Alone it reads what it predicts: the network is as wide at both ends, and has read something.
        """


@final
class ReferenceReader:
    """Any cell, any floating type: one time step after the other, as the cells' equations say."""

    def __init__(self, network: Network, parameters: Parameters) -> None:
        self._network, self._parameters = network, parameters
        with torch.no_grad():
            self._weights: Sequence[Weights] = prepare(network, parameters)
        self._states: list[State] = network.zero_states(parameters.vector[None])
        self._time_step = 0
        self._last: Tensor | None = None

    @torch.no_grad()
    def read(self, inputs: Tensor, alone: int = 0) -> Tensor:
        """See ``Reader.read``. Raises ValueError where it is to read a prediction before it has made one."""
        predictions = [self._advance(value[None]) for value in inputs]
        for _ in range(alone):
            if self._last is None:
                raise ValueError("a network that has read nothing has no prediction to read; give it one input or more")
            predictions.append(self._advance(self._last))
        return torch.cat(predictions)

    def _advance(self, value: Tensor) -> Tensor:
        """Read one time step's ``value`` (1, input) and return the prediction (1, output)."""
        for layer, (cell, weights) in enumerate(zip(self._network.cells, self._weights, strict=True)):
            drive, state = cell.drive(weights, value[None])[0], self._states[layer]
            after = cell.step(weights, drive, cell.recur(weights, drive, state), state, self._time_step).state
            self._states[layer], value = after, after[0]
        self._time_step += 1
        self._last = read_out(self._parameters, value)
        return self._last
