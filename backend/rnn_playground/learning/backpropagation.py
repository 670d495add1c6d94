"""Backpropagation through the whole sequence: all derivatives from one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import Trajectory

LOSS_SCALE = 2.0**64
"""What backpropagation multiplies float32 derivatives by: exact, and undone where they are read.

A derivative that vanishes would end at 1e−45, and lose its digits from 1e−38 on; so it ends at 7e−65.
"""
Found = TypeVar("Found")


class Gradients(NamedTuple):
    """Derivatives of a loss.

    ``states[layer][time_step]`` are ``loss_scale`` times those with respect to every tensor of that state: **total**
    derivatives, along every path by which the state reaches the loss. ``parameters`` is laid out as the parameter
    vector and is not scaled.
    """

    states: list[list[State]]
    parameters: Tensor
    loss_scale: float = 1.0


def vector_jacobian(
    outputs: Sequence[Tensor], wanted: Sequence[Tensor], cotangents: Sequence[Tensor], *, keep: bool = False
) -> tuple[Tensor, ...]:
    """Return Σ cotangentᵀ ∂output/∂wanted for each wanted tensor; ``keep`` holds the graph for another product.

    It differentiates Σ cotangent · output, to the same bits: torch, given cotangents, loads sympy to compare shapes.
    """
    with torch.enable_grad():
        products = [(output * cotangent).sum() for output, cotangent in zip(outputs, cotangents, strict=True)]
        total = torch.stack(products).sum()
    return torch.autograd.grad(total, wanted, retain_graph=keep, materialize_grads=True)


def backpropagate(loss: Tensor, trajectory: Trajectory, parameters: Parameters) -> Gradients:
    """Differentiate ``loss`` with respect to all states and parameters; a state that it does not depend on has 0."""

    def differentiate(loss_scale: float) -> Gradients:
        return _differentiate(loss, trajectory, parameters, loss_scale)

    return with_loss_scale(differentiate, loss, lambda gradients: [gradients.parameters])


def with_loss_scale(
    differentiate: Callable[[float], Found], of: Tensor, ends: Callable[[Found], Iterable[Tensor]]
) -> Found:
    """Return what ``differentiate`` finds, called with the loss scale: the factor of all derivatives on their way back.

    That is LOSS_SCALE in float32, if ``ends``, the tensors in which every derivative leaves a trace, stay finite;
    else 1. ``of`` is a tensor of their type.
    """
    if of.dtype == torch.float32:
        found = differentiate(LOSS_SCALE)
        if all(bool(end.isfinite().all()) for end in ends(found)):
            return found
    return differentiate(1.0)


def _differentiate(loss: Tensor, trajectory: Trajectory, parameters: Parameters, loss_scale: float) -> Gradients:
    states = [tensor for steps in trajectory.layers for step in steps for tensor in step.state]
    wanted = [*states, *parameters.values()]
    scale = torch.full_like(loss, loss_scale)
    remaining = iter(vector_jacobian([loss], wanted, [scale], keep=loss_scale != 1.0))
    by_state = [[tuple(next(remaining) for _ in step.state) for step in steps] for steps in trajectory.layers]
    return Gradients(by_state, torch.cat([derivative.flatten() for derivative in remaining]) / loss_scale, loss_scale)
