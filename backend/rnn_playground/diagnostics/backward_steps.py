"""Every backward step of a sample's gradient by itself: what comes in, what slope, W and the way around make of it."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.diagnostics.adjoint import loss_derivatives
from rnn_playground.diagnostics.network_step import as_states, flat, prepared, step_again, vector_jacobian
from rnn_playground.diagnostics.single_steps import single_steps
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring


class BackwardSteps(NamedTuple):
    """The backward steps of one layer, from the state s_t that it made to s_{t−1}; tensors (time_step, …) in float64.

    ``incoming`` is λ_t, the adjoint of s_t, its tensors (h, c) independent coordinates, everything later and above
    included. ``bend`` is δ_t = (∂s_t/∂z_t)ᵀ λ_t, that of the recurrent pre-activations z_t = W s_{t−1} + …;
    ``product`` is Wᵀδ_t and ``outgoing`` J_tᵀ λ_t with J_t = ∂s_t/∂s_{t−1}, each a tensor for each of the state's.
    """

    incoming: State
    bend: tuple[Tensor]
    product: State
    outgoing: State


def backward_steps(kind: Loss, scoring: Scoring, passed: ForwardPass, sample: int) -> list[BackwardSteps]:
    """Return the backward steps of every layer, of one sample's own loss."""
    return [
        _of_layer(passed, layer, sample, adjoints)
        for layer, adjoints in enumerate(_sample_adjoints(kind, scoring, passed, sample))
    ]


def recurrent_map(passed: ForwardPass, layer: int) -> Tensor:
    """Return the matrix (gates · hidden, state) by which s_{t−1} enters z_t, in float64: W_hh, masked, or what is W.

    The recurrence is affine in the state, so a column is what one coordinate of it adds.
    """
    cell = passed.network.cells[layer]
    weights = cell.prepare({name: value.detach().double() for name, value in passed.parameters.layer(layer).items()})
    width = passed.inputs.shape[-1] if layer == 0 else passed.network.hidden_size
    shapes = [tensor.shape[1:] for tensor in passed.states_before(0)[layer]]
    sizes = [shape.numel() for shape in shapes]
    coordinates = torch.cat([torch.zeros(1, sum(sizes)), torch.eye(sum(sizes))]).double()
    parts = torch.split(coordinates, sizes, dim=1)
    state = tuple(part.reshape(-1, *shape) for part, shape in zip(parts, shapes, strict=True))
    drive = cell.drive(weights, torch.zeros(1, len(coordinates), width, dtype=torch.float64))[0]
    with torch.no_grad():
        brought = cell.recur(weights, drive, state)
    return (brought[1:] - brought[0]).flatten(1).t().contiguous()


def _of_layer(passed: ForwardPass, layer: int, sample: int, adjoints: State) -> BackwardSteps:
    seen = single_steps(passed, layer, sample)
    through_all = vector_jacobian(seen.step.state, [*seen.before, seen.recurrent], adjoints, keep=True)
    through_weights = vector_jacobian([seen.recurrent], seen.before, [through_all[-1]])
    return BackwardSteps(adjoints, (through_all[-1],), through_weights, through_all[:-1])


def _sample_adjoints(kind: Loss, scoring: Scoring, passed: ForwardPass, sample: int) -> list[State]:
    """Return for each layer the adjoints λ_t of one sample's own loss, each tensor (time_step, …) in float64."""
    derivatives = dict(zip(scoring.time_steps, loss_derivatives(kind, scoring, passed)[:, sample], strict=True))
    alone = passed.of_sample(sample)
    weights = prepared(alone)
    joint = [tuple(map(torch.zeros_like, state)) for state in alone.states_before(0)]
    found: list[list[State]] = []
    for time_step in range(len(alone.inputs) - 1, -1, -1):
        if time_step in derivatives:
            joint[-1] = (joint[-1][0] + derivatives[time_step], *joint[-1][1:])
        step = step_again(alone, weights, time_step)
        before = flat(step.before)
        products = vector_jacobian(flat(step.after), [*before, *step.handed], flat(joint))
        upward = products[len(before) :]
        found.append([(state[0] + way, *state[1:]) for state, way in zip(joint, upward, strict=True)])
        joint = as_states(products[: len(before)], joint)
    return [tuple(map(torch.cat, zip(*reversed(layer), strict=True))) for layer in zip(*found, strict=True)]
