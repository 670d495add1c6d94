"""Backpropagation through the whole sequence: all derivatives from one call."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import Trajectory


class Gradients(NamedTuple):
    """Derivatives of a loss.

    ``states[layer][time_step]`` are those with respect to every tensor of that state: **total** derivatives, along
    every path by which the state reaches the loss. ``parameters`` is laid out as the parameter vector.
    """

    states: list[list[State]]
    parameters: Tensor


def backpropagate(loss: Tensor, trajectory: Trajectory, parameters: Parameters) -> Gradients:
    """Differentiate ``loss`` with respect to all states and parameters; a state that it does not depend on has 0."""
    states = [tensor for steps in trajectory.layers for step in steps for tensor in step.state]
    derivatives = torch.autograd.grad(loss, [*states, *parameters.values()], materialize_grads=True)
    remaining = iter(derivatives)
    by_state = [[tuple(next(remaining) for _ in step.state) for step in steps] for steps in trajectory.layers]
    return Gradients(by_state, torch.cat([derivative.flatten() for derivative in remaining]))
