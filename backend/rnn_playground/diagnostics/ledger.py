"""The ledger: what the activation's slope, the recurrent weights and the way around them do to each backward step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.diagnostics.adjoint import loss_derivatives
from rnn_playground.diagnostics.network_step import as_states, flat, step_again
from rnn_playground.diagnostics.step_jacobian import single_steps
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import vector_jacobian
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import prepare

ROUNDING = 1e-14
"""Relative to what it is a difference of: around the weights goes nothing where no more than this is left."""


class BackwardSteps(NamedTuple):
    """The backward steps of one layer, from the state s_t that it made to s_{t−1}; tensors (time_step, …) in float64.

    ``incoming`` is λ_t, the adjoint of s_t, its tensors (h, c) independent coordinates, everything later and above
    included. ``activation_backward`` is δ_t = (∂s_t/∂z_t)ᵀ λ_t, that of the recurrent pre-activations
    z_t = W s_{t−1} + …; ``product`` is Wᵀδ_t and ``outgoing`` J_tᵀ λ_t with J_t = ∂s_t/∂s_{t−1}, each a tensor for
    each of the state's.
    """

    incoming: State
    activation_backward: tuple[Tensor]
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
    weights = prepare(alone.network, alone.parameters)
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


class Ledger(NamedTuple):
    """``entries`` (layer, time_step, 4) in decibels and ``paths`` (layer, time_step, 5), of one sample, in float64."""

    entries: Tensor
    paths: Tensor


def ledger(kind: Loss, scoring: Scoring, passed: ForwardPass, sample: int, *, has_weights: bool) -> Ledger:
    """Return slope, weight, gate and gain of every backward step, and how it is split by paths.

    Entry t is the backward step of a layer from the state s_t that it made to s_{t−1}. λ_t is the adjoint of s_t, its
    tensors (h, c) independent coordinates, everything later and above included; δ_t = (∂s_t/∂z_t)ᵀ λ_t is that of the
    recurrent pre-activations z_t = W s_{t−1} + …, and J_t = ∂s_t/∂s_{t−1}.
    slope = ‖δ_t‖/‖λ_t‖, weight = ‖Wᵀδ_t‖/‖δ_t‖, gate = ‖J_tᵀλ_t‖/‖Wᵀδ_t‖, gain = ‖J_tᵀλ_t‖/‖λ_t‖, each 20 log₁₀: the
    first three add up to the gain. Without recurrent weights (``has_weights``) all of it is the gate's.

    NaN where λ_t = 0. A factor that leaves 0 of something is −∞, and what comes after it, 0 of 0, is 0 dB; where the
    way around the weights alone carries on, it is +∞. The first three say how the path through the weights fares; they
    are no account of the gain where much goes around it: see ``paths``.
    """
    layers = backward_steps(kind, scoring, passed, sample)
    return Ledger(
        torch.stack([decibels(layer, has_weights=has_weights) for layer in layers]),
        torch.stack([paths(layer) for layer in layers]),
    )


def paths(layer: BackwardSteps) -> Tensor:
    """Return how the steps of one layer are carried: through the weights and around them (time_step, 5).

    J_tᵀλ_t = w + a with w = Wᵀδ_t, through the weights, and a = J_tᵀλ_t − Wᵀδ_t, around them. The columns: share of w
    and of a, ⟨p, J_tᵀλ_t⟩/‖J_tᵀλ_t‖², which add up to 1 and may be negative; gain of w and of a, 20 log₁₀ ‖p‖/‖λ_t‖;
    cos ∠(w, a). NaN where λ_t = 0; the shares where nothing goes on, the cosine where one of the two is nothing.
    """
    incoming, through, whole = (_joint(layer[part]) for part in (0, 2, 3))
    around = whole - through
    around = torch.where(around.abs() <= ROUNDING * (whole.abs() + through.abs()), 0.0, around)
    ways, length = torch.stack([through, around]), torch.linalg.vector_norm(incoming, dim=1)
    # Scaled first: the square of what is left of a long way back would be 0.
    unit = whole / torch.linalg.vector_norm(whole, dim=1, keepdim=True)
    shares = (ways / torch.linalg.vector_norm(whole, dim=1, keepdim=True) * unit).sum(dim=2)
    lengths = torch.linalg.vector_norm(ways, dim=2)
    cosine = (ways / lengths[:, :, None]).prod(dim=0).sum(dim=1)
    columns = [*shares, *(_decibels(each, length) for each in lengths), cosine]
    return torch.stack(columns, dim=1).masked_fill(length[:, None] == 0, torch.nan)


def decibels(layer: BackwardSteps, *, has_weights: bool) -> Tensor:
    """Return the entries (time_step, 4) of one layer."""
    incoming, after_slope, product, outgoing = map(_norm, layer)
    gain = _decibels(outgoing, incoming)
    if has_weights:
        columns = [
            _decibels(after_slope, incoming),
            _decibels(product, after_slope),
            _decibels(outgoing, product),
            gain,
        ]
    else:
        columns = [torch.zeros_like(gain), torch.zeros_like(gain), gain, gain]
    return torch.stack(columns, dim=1).masked_fill(incoming[:, None] == 0, torch.nan)


def _norm(tensors: Sequence[Tensor]) -> Tensor:
    """Return the norm (rows) of several tensors together, row by row."""
    norm: Tensor = torch.linalg.vector_norm(_joint(tensors), dim=1)
    return norm


def _joint(tensors: Sequence[Tensor]) -> Tensor:
    """Return several tensors as one (rows, S)."""
    return torch.cat([tensor.flatten(1) for tensor in tensors], dim=1)


def _decibels(part: Tensor, whole: Tensor) -> Tensor:
    ratio = torch.where((part == 0) & (whole == 0), 1.0, part / whole)
    return 20.0 * ratio.log10()
