"""One time step of the whole network by itself, all layers jointly, at recorded states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from torch import Tensor

from rnn_playground.cells import State, Weights
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.network import Network


class NetworkStep(NamedTuple):
    """A time step of every layer, rows (batch, …).

    ``before`` are the states that it started from and ``after`` those that it made. ``handed[layer]`` is h as the layer
    above, or the read-out, reads it: a tensor of its own, so that a derivative with respect to it is that of the way
    up alone. ``recurrent`` is what each cell's ``recur`` made.
    """

    before: Sequence[State]
    recurrent: list[Tensor]
    after: list[State]
    handed: list[Tensor]


def network_step(
    network: Network,
    weights: Sequence[Weights],
    inputs: Tensor,
    before: Sequence[State],
    time_step: int | Tensor,
) -> NetworkStep:
    """Advance every layer by one step: ``inputs`` (batch, input), ``weights`` as the cells prepared them."""
    recurrent, after, handed = [], [], []
    for cell, own, state in zip(network.cells, weights, before, strict=True):
        drive = cell.drive(own, inputs[None])[0]
        recurrent.append(cell.recur(own, drive, state))
        after.append(cell.step(own, drive, recurrent[-1], state, time_step).state)
        inputs = after[-1][0].view_as(after[-1][0])
        handed.append(inputs)
    return NetworkStep(before, recurrent, after, handed)


def step_again(passed: ForwardPass, weights: Sequence[Weights], time_step: int, copies: int = 1) -> NetworkStep:
    """Run ``time_step``, from 0, once more on ``copies`` copies of the batch, row by row from leaves of the graph."""
    before = [
        tuple(tensor.repeat(copies, *[1] * (tensor.dim() - 1)).requires_grad_() for tensor in state)
        for state in passed.states_before(time_step)
    ]
    inputs = passed.inputs[time_step].repeat(copies, 1)
    return network_step(passed.network, weights, inputs, before, passed.start.time_step + time_step)


def flat(states: Sequence[State]) -> list[Tensor]:
    """Return the tensors of all layers' states, layer by layer."""
    return [tensor for state in states for tensor in state]


def as_states(tensors: Sequence[Tensor], like: Sequence[State]) -> list[State]:
    """Return ``tensors``, as ``flat`` lists them, in layers as those of ``like``."""
    remaining: Iterator[Tensor] = iter(tensors)
    return [tuple(next(remaining) for _ in state) for state in like]
