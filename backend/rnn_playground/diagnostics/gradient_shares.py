"""What the gradient of the recurrent weights is made of: a share for each time step, a share for each lag."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import Weights
from rnn_playground.diagnostics.adjoint import ROWS, adjoint_sweep, loss_derivatives
from rnn_playground.diagnostics.network_step import as_states, flat, network_step, step_again
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import vector_jacobian
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import prepare


class StepContributions(NamedTuple):
    """Of the gradient G of each layer's recurrent parameters, the parts G_t made at each time step.

    ``shares`` ⟨G_t, G⟩/‖G‖² (layer, time_step) sum to 1 (NaN where G = 0); ``norms`` ‖G_t‖ (layer, time_step). Both
    float64. ``parts`` by parameter name, each (time_step, …) as the parameter, add up to its ∂L/∂w; none of them where
    they are too many.
    """

    shares: Tensor
    norms: Tensor
    parts: dict[str, Tensor]


def step_contributions(
    kind: Loss,
    scoring: Scoring,
    passed: ForwardPass,
    gradient: Tensor,
    recurrent: Sequence[str],
    *,
    most_parts: int,
) -> StepContributions:
    """Return the parts of a batch, through the whole sequence, of every layer's parameters called ``recurrent``.

    ``gradient`` is the full one, a vector laid out as the parameters. ``most_parts``: the single numbers of all parts
    together above which they are measured but not kept.
    """
    layers, (length, batch_size, _) = len(passed.network.cells), passed.inputs.shape
    derivatives = dict(zip(scoring.time_steps, loss_derivatives(kind, scoring, passed), strict=True))
    weights = prepare(passed.network, passed.parameters)
    names = [f"{name}.{layer}" for layer in range(layers) for name in recurrent]
    wanted = [passed.parameters[name] for name in names]
    whole = _by_layer([passed.parameters.split(gradient)[name] for name in names], layers)
    joint = [tuple(map(torch.zeros_like, state)) for state in passed.states_before(0)]
    shares, norms = torch.zeros(2, layers, length, dtype=torch.float64)
    keep = length * whole.numel() <= most_parts
    parts = {name: value.new_zeros(length, *value.shape) for name, value in zip(names, wanted, strict=True) if keep}
    for time_step in range(length - 1, -1, -1):
        if time_step in derivatives:
            joint[-1] = (joint[-1][0] + derivatives[time_step], *joint[-1][1:])
        step = step_again(passed, weights, time_step)
        before = flat(step.before)
        products = vector_jacobian(flat(step.after), [*before, *wanted], flat(joint), keep=True)
        joint = as_states(products[: len(before)], joint)
        part = [product / batch_size for product in products[len(before) :]]
        rows = _by_layer(part, layers)
        shares[:, time_step] = (rows * whole).sum(dim=1) / whole.square().sum(dim=1)
        norms[:, time_step] = torch.linalg.vector_norm(rows, dim=1)
        for name, value in zip(parts, part, strict=False):
            parts[name][time_step] = value
    return StepContributions(shares, norms, parts)


def _by_layer(tensors: Sequence[Tensor], layers: int) -> Tensor:
    """Return (layer, …) float64: the numbers of each layer's tensors, which stand one layer after the other."""
    return torch.cat([tensor.flatten() for tensor in tensors]).double().view(layers, -1)


def gradient_by_lag(
    kind: Loss, scoring: Scoring, passed: ForwardPass, gradient: Tensor, recurrent: Sequence[str]
) -> Tensor:
    """Return ⟨G_k, G⟩/‖G‖² (layer, lag) float64: sums to 1 over the lags, may be negative, NaN where G = 0.

    G is the ``gradient`` (a vector laid out as the parameters) with respect to a layer's parameters called
    ``recurrent``, and G_k the part that losses make through the time steps k before them. As ⟨part of loss i at step s,
    G⟩ = λ_{i,s} · (∂F_s/∂W) G, with F_s the network's step, one forward derivative serves all losses.
    """
    length, layers = len(passed.inputs), len(passed.network.cells)
    directions = [_direction(passed, gradient, layer, recurrent) for layer in range(layers)]
    tangents = [_step_tangents(passed, layer, direction) for layer, direction in enumerate(directions)]
    shares = torch.zeros(layers, length, dtype=torch.float64)
    for adjoints in adjoint_sweep(kind, scoring, passed):
        time_step = adjoints.time_step
        lags = [loss - time_step for loss in adjoints.losses]
        joint = torch.cat([tensor.flatten(2) for tensor in flat(adjoints.joint)], dim=2).flatten(1).double()
        for layer, tangent in enumerate(tangents):
            rows = torch.cat([tensor[time_step].flatten(1) for tensor in tangent], dim=1).flatten().double()
            shares[layer, lags] += joint @ rows
    squares = [sum(piece.double().square().sum() for piece in direction.values()) for direction in directions]
    return shares / passed.inputs.shape[1] / torch.tensor(squares, dtype=torch.float64)[:, None]


def _direction(passed: ForwardPass, gradient: Tensor, layer: int, recurrent: Sequence[str]) -> dict[str, Tensor]:
    named = passed.parameters.split(gradient)
    return {name: named[f"{name}.{layer}"] for name in recurrent}


def _step_tangents(passed: ForwardPass, layer: int, direction: Weights) -> list[Tensor]:
    """Return (∂F_s/∂W) of a direction for all steps s: what moving a layer's weights along it does to every state.

    Each tensor of all layers' states is (time_step, batch, …); the state before each step is held.
    """
    length, batch_size = passed.inputs.shape[:2]
    if not any(bool(piece.any()) for piece in direction.values()):  # a recurrence that is off
        return [tensor.new_zeros(length, *tensor.shape) for tensor in flat(passed.states_before(0))]
    steps = max(1, ROWS // batch_size)
    pieces = [
        _tangents_between(passed, layer, direction, first, min(first + steps, length))
        for first in range(0, length, steps)
    ]
    return [torch.cat(tensors) for tensors in zip(*pieces, strict=True)]


def _tangents_between(passed: ForwardPass, layer: int, direction: Weights, first: int, end: int) -> list[Tensor]:
    """Return the same of the time steps ``first`` … ``end`` − 1, which run side by side.

    The forward derivative is the derivative, with respect to v, of the backward one Jᵀv, linear in v.
    """
    by_step = [passed.states_before(time_step) for time_step in range(first, end)]
    before = [tuple(map(torch.cat, zip(*states, strict=True))) for states in zip(*by_step, strict=True)]
    inputs = passed.inputs[first:end]
    clock = torch.arange(first, end).repeat_interleave(inputs.shape[1])[:, None] + passed.start.time_step
    after = flat(
        network_step(
            passed.network, prepare(passed.network, passed.parameters), inputs.flatten(0, 1), before, clock
        ).after
    )
    directions = [torch.zeros_like(tensor, requires_grad=True) for tensor in after]
    own = passed.parameters.layer(layer)
    pulled = torch.autograd.grad(
        after, [own[name] for name in direction], directions, create_graph=True, materialize_grads=True
    )
    tangents = torch.autograd.grad(pulled, directions, list(direction.values()), materialize_grads=True)
    return [tangent.view(*inputs.shape[:2], *tangent.shape[1:]) for tangent in tangents]
