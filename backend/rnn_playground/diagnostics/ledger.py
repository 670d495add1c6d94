"""The ledger: what the activation's slope, the recurrent weights and the way around them do to each backward step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.diagnostics.backward_steps import BackwardSteps, backward_steps
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring

ROUNDING = 1e-14
"""Relative to what it is a difference of: around the weights goes nothing where no more than this is left."""


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
    incoming, bend, product, outgoing = map(_norm, layer)
    gain = _decibels(outgoing, incoming)
    if has_weights:
        columns = [_decibels(bend, incoming), _decibels(product, bend), _decibels(outgoing, product), gain]
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
