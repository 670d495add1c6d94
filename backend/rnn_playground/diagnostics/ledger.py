"""The ledger: what the activation's slope, the recurrent weights and the way around them do to each backward step."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from rnn_playground.diagnostics.backward_steps import BackwardSteps, backward_steps
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
    layers = backward_steps(kind, scoring, passed, sample)
    return torch.stack([decibels(layer, has_weights=has_weights) for layer in layers])


def decibels(layer: BackwardSteps, *, has_weights: bool) -> Tensor:
    """Return the entries (time_step, 4) of one layer."""
    incoming, bend, product, outgoing = map(_norm, layer)
    gain = _decibels(outgoing, incoming)
    if has_weights:
        columns = [_decibels(bend, incoming), _decibels(product, bend), _decibels(outgoing, product), gain]
    else:
        columns = [torch.zeros_like(gain), torch.zeros_like(gain), gain, gain]
    return torch.stack(columns, dim=1).masked_fill(incoming[:, None] == 0, torch.nan)


def _norm(tensors: Sequence[Tensor]) -> Tensor:
    """Return the norm (rows) of several tensors together, row by row."""
    norm: Tensor = torch.linalg.vector_norm(torch.cat([tensor.flatten(1) for tensor in tensors], dim=1), dim=1)
    return norm


def _decibels(part: Tensor, whole: Tensor) -> Tensor:
    ratio = torch.where((part == 0) & (whole == 0), 1.0, part / whole)
    return 20.0 * ratio.log10()
