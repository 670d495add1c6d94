"""Backpropagation through the whole sequence: all derivatives from one call."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import Trajectory

LIFT = 2.0**64
"""What backpropagation multiplies float32 derivatives by: exact, and undone where they are read.

A derivative that vanishes would end at 1e−45, and lose its digits from 1e−38 on; so it ends at 7e−65.
"""


class Gradients(NamedTuple):
    """Derivatives of a loss.

    ``states[layer][time_step]`` are ``lift`` times those with respect to every tensor of that state: **total**
    derivatives, along every path by which the state reaches the loss. ``parameters`` is laid out as the parameter
    vector, and not lifted.
    """

    states: list[list[State]]
    parameters: Tensor
    lift: float = 1.0


def backpropagate(loss: Tensor, trajectory: Trajectory, parameters: Parameters) -> Gradients:
    """Differentiate ``loss`` with respect to all states and parameters; a state that it does not depend on has 0.

    In float32 the derivatives pass through the sequence LIFT times as large, where they stay finite.
    """
    lift = lift_of(loss)
    lifted = _differentiate(loss, trajectory, parameters, lift)
    if lift != 1.0 and not bool(lifted.parameters.isfinite().all()):
        return _differentiate(loss, trajectory, parameters, 1.0)
    return lifted


def lift_of(derivative: Tensor) -> float:
    """Return what a tensor's derivatives are multiplied by: LIFT in float32 on the processor, else 1."""
    return LIFT if derivative.dtype == torch.float32 and derivative.device.type == "cpu" else 1.0


def _differentiate(loss: Tensor, trajectory: Trajectory, parameters: Parameters, lift: float) -> Gradients:
    states = [tensor for steps in trajectory.layers for step in steps for tensor in step.state]
    wanted = [*states, *parameters.values()]
    remaining = iter(
        torch.autograd.grad(loss, wanted, torch.full_like(loss, lift), retain_graph=lift != 1.0, materialize_grads=True)
    )
    by_state = [[tuple(next(remaining) for _ in step.state) for step in steps] for steps in trajectory.layers]
    return Gradients(by_state, torch.cat([derivative.flatten() for derivative in remaining]) / lift, lift)
