"""The ledger: what the activation's slope, the recurrent weights and the way around them do to each backward step."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from rnn_playground.cells import State
from rnn_playground.diagnostics.adjoint import loss_derivatives
from rnn_playground.diagnostics.network_step import as_states, flat, prepared, step_again, vector_jacobian
from rnn_playground.diagnostics.single_steps import single_steps
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring


def ledger(kind: Loss, scoring: Scoring, passed: ForwardPass, sample: int, *, has_weights: bool) -> Tensor:
    """Return slope, weight, gate and gain (layer, time_step, 4) in decibels, of one sample, in float64.

    Entry t is the backward step of a layer from the state s_t that it made to s_{t−1}. λ_t is the adjoint of s_t, its
    tensors (h, c) independent coordinates, everything later and above included; δ_t = (∂s_t/∂z_t)ᵀ λ_t is that of the
    recurrent pre-activations z_t = W s_{t−1} + …, and J_t = ∂s_t/∂s_{t−1}.
    slope = ‖δ_t‖/‖λ_t‖, weight = ‖Wᵀδ_t‖/‖δ_t‖, gate = ‖J_tᵀλ_t‖/‖Wᵀδ_t‖, gain = ‖J_tᵀλ_t‖/‖λ_t‖, each 20 log₁₀: the
    first three add up to the gain. Without recurrent weights (``has_weights``) all of it is the gate's.

    NaN where λ_t = 0. A factor that leaves 0 of something is −∞, and what comes after it, 0 of 0, is 0 dB; where the
    way around the weights alone carries on, it is +∞.
    """
    return torch.stack(
        [
            _layer_ledger(passed, layer, sample, adjoints, has_weights)
            for layer, adjoints in enumerate(_sample_adjoints(kind, scoring, passed, sample))
        ]
    )


def _layer_ledger(passed: ForwardPass, layer: int, sample: int, adjoints: State, has_weights: bool) -> Tensor:
    seen = single_steps(passed, layer, sample)
    through_all = vector_jacobian(seen.step.state, [*seen.before, seen.recurrent], adjoints, keep=True)
    through_weights = vector_jacobian([seen.recurrent], seen.before, [through_all[-1]])
    incoming, outgoing = _norm(adjoints), _norm(through_all[:-1])
    gain = _decibels(outgoing, incoming)
    if has_weights:
        bend, product = _norm(through_all[-1:]), _norm(through_weights)
        columns = [_decibels(bend, incoming), _decibels(product, bend), _decibels(outgoing, product), gain]
    else:
        columns = [torch.zeros_like(gain), torch.zeros_like(gain), gain, gain]
    return torch.stack(columns, dim=1).masked_fill(incoming[:, None] == 0, torch.nan)


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


def _norm(tensors: Sequence[Tensor]) -> Tensor:
    """Return the norm (rows) of several tensors together, row by row."""
    norm: Tensor = torch.linalg.vector_norm(torch.cat([tensor.flatten(1) for tensor in tensors], dim=1), dim=1)
    return norm


def _decibels(part: Tensor, whole: Tensor) -> Tensor:
    ratio = torch.where((part == 0) & (whole == 0), 1.0, part / whole)
    return 20.0 * ratio.log10()
