"""The network along a sequence: the one loop over layers and time steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import CellStep, State, Weights
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters


class Trajectory(NamedTuple):
    """Every step of every layer, ``layers[layer][time_step]``, still attached to the graph.

    The h that a layer hands up and the h that it hands on are the same tensor, so derivatives with respect to it are
    total.
    """

    layers: list[list[CellStep]]

    @property
    def top(self) -> list[CellStep]:
        """The steps of the layer that the read-out reads."""
        return self.layers[-1]

    @property
    def final_states(self) -> list[State]:
        """The state of each layer after the last time step."""
        return [steps[-1].state for steps in self.layers]

    def hidden_states(self) -> Tensor:
        """Return h as (layer, time_step, batch, hidden)."""
        return torch.stack([torch.stack([step.state[0] for step in steps]) for steps in self.layers])


def sample_states(names: Sequence[str], trajectory: Trajectory, sample: int) -> dict[str, Tensor]:
    """Return name → (layer, time_step, …) of the states of one sample, called ``names``."""
    return {
        name: torch.stack([torch.stack([step.state[index][sample] for step in steps]) for steps in trajectory.layers])
        for index, name in enumerate(names)
    }


def prepare(network: Network, parameters: Parameters) -> list[Weights]:
    """Return each layer's parameters as its cell wants them: what does not depend on the time step, computed once."""
    return [cell.prepare(parameters.layer(layer)) for layer, cell in enumerate(network.cells)]


def unroll(
    network: Network,
    parameters: Parameters,
    inputs: Tensor,
    initial_states: Sequence[State] | None = None,
    first_time_step: int | Tensor = 0,
    *,
    prepared: Sequence[Weights] | None = None,
    hand_on: Callable[[State], State] = lambda state: state,
) -> Trajectory:
    """Run the network over ``inputs`` (time_step, batch, input), from zero states unless others are given.

    ``first_time_step`` is the number of the first step, for cells that keep a clock; a tensor (batch, 1) where the
    sequences of the batch begin at different ones. Who runs a sequence in many stretches gives what ``prepare`` made of
    ``parameters`` along: a matrix exponential takes longer than many a stretch. ``hand_on`` is called with every state
    and returns the one that the next time step of the layer starts from.
    """
    if initial_states is None:
        initial_states = network.zero_states(inputs)
    if prepared is None:
        prepared = prepare(network, parameters)
    layers: list[list[CellStep]] = []
    for layer, (cell, weights) in enumerate(zip(network.cells, prepared, strict=True)):
        state = initial_states[layer]
        steps: list[CellStep] = []
        for offset, drive in enumerate(cell.drive(weights, inputs).unbind()):
            step = cell.step(weights, drive, cell.recur(weights, drive, state), state, first_time_step + offset)
            state = hand_on(step.state)
            steps.append(step)
        layers.append(steps)
        if layer + 1 < len(network.cells):
            inputs = torch.stack([step.state[0] for step in steps])
    return Trajectory(layers)
