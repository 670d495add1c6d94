"""The update of all parameters: clipped gradient, then the rule of the optimiser, as ``torch.optim`` has it."""

from __future__ import annotations

import math
from typing import NamedTuple, assert_never

import numpy as np

from rnn_playground.experiment.learning import (
    Adam,
    AdamW,
    Clip,
    Momentum,
    Nesterov,
    NoClip,
    NormClip,
    Optimizer,
    RmsProp,
    Sgd,
    ValueClip,
)
from rnn_playground.kernels.subroutine import subroutine

NO_CLIP, NORM_CLIP, VALUE_CLIP = range(3)
SGD, MOMENTUM, NESTEROV, RMSPROP, ADAM, ADAMW = range(6)
EPSILON = 1e-8
f32 = np.float32


class Rule(NamedTuple):
    """How an update is made. ``first_decay`` and ``second_decay``: β₁ and β₂, or μ, or ρ, as the rule has them."""

    clip: int
    threshold: float
    optimizer: int
    learning_rate: float
    first_decay: float
    second_decay: float
    weight_decay: float


@subroutine(fastmath={"reassoc"})
def gradient_norm(gradient, size):
    """Return ‖gradient‖₂, summed in float64."""
    total = 0.0
    for i in range(size):
        total += np.float64(gradient[i]) * np.float64(gradient[i])
    return math.sqrt(total)


@subroutine
def _bounds(rule, norm):
    """Return the factor and the bound of each entry that clipping comes to."""
    factor, bound = f32(1), f32(np.inf)
    if rule.clip == NORM_CLIP:
        factor = f32(min(1.0, rule.threshold / (norm + 1e-6)))
    elif rule.clip == VALUE_CLIP:
        bound = f32(rule.threshold)
    return factor, bound


@subroutine
def update(rule, vector, gradient, norm, first, second, count):
    """Apply the ``count``-th update (from 1) in place; ``first`` and ``second`` are the optimiser's averages."""
    size = gradient.size
    factor, bound = _bounds(rule, norm)
    rate, one = f32(rule.learning_rate), f32(rule.first_decay)
    if rule.optimizer == SGD:
        for i in range(size):
            vector[i] -= rate * min(max(gradient[i] * factor, -bound), bound)
    elif rule.optimizer in (MOMENTUM, NESTEROV):
        for i in range(size):
            g = min(max(gradient[i] * factor, -bound), bound)
            first[i] = one * first[i] + g
            vector[i] -= rate * (g + one * first[i] if rule.optimizer == NESTEROV else first[i])
    elif rule.optimizer == RMSPROP:
        rest, epsilon = f32(1.0 - rule.first_decay), f32(EPSILON)
        for i in range(size):
            g = min(max(gradient[i] * factor, -bound), bound)
            first[i] = one * first[i] + rest * g * g
            vector[i] -= rate * g / (math.sqrt(first[i]) + epsilon)
    else:
        _adam(rule, vector, gradient, factor, bound, first, second, count)


@subroutine
def _adam(rule, vector, gradient, factor, bound, first, second, count):
    one, other = f32(rule.first_decay), f32(rule.second_decay)
    rest_one, rest_other = f32(1.0 - rule.first_decay), f32(1.0 - rule.second_decay)
    step = f32(rule.learning_rate / (1.0 - rule.first_decay**count))
    root = f32(1.0 / math.sqrt(1.0 - rule.second_decay**count))
    kept = f32(1.0 - rule.learning_rate * rule.weight_decay)
    epsilon = f32(EPSILON)
    for i in range(gradient.size):
        g = min(max(gradient[i] * factor, -bound), bound)
        m = one * first[i] + rest_one * g
        v = other * second[i] + rest_other * g * g
        first[i], second[i] = m, v
        vector[i] = kept * vector[i] - step * m / (math.sqrt(v) * root + epsilon)


@subroutine(fastmath={"reassoc"})
def is_finite(vector):
    """Return whether every number of ``vector`` is finite."""
    total = f32(0)
    for i in range(vector.size):
        total += vector[i] - vector[i]
    return total == 0


def rule_of(optimizer: Optimizer, learning_rate: float, clip: Clip) -> Rule:
    """Return the rule of ``optimizer`` at ``learning_rate``, its gradients held back by ``clip``."""
    kind, threshold = _clip(clip)
    match optimizer:
        case Sgd():
            return Rule(kind, threshold, SGD, learning_rate, 0.0, 0.0, 0.0)
        case Momentum(momentum=momentum):
            return Rule(kind, threshold, MOMENTUM, learning_rate, momentum, 0.0, 0.0)
        case Nesterov(momentum=momentum):
            return Rule(kind, threshold, NESTEROV, learning_rate, momentum, 0.0, 0.0)
        case RmsProp(decay=decay):
            return Rule(kind, threshold, RMSPROP, learning_rate, decay, 0.0, 0.0)
        case Adam(beta1=beta1, beta2=beta2):
            return Rule(kind, threshold, ADAM, learning_rate, beta1, beta2, 0.0)
        case AdamW(beta1=beta1, beta2=beta2, weight_decay=decay):
            return Rule(kind, threshold, ADAMW, learning_rate, beta1, beta2, decay)
        case _ as unreachable:
            assert_never(unreachable)


def _clip(clip: Clip) -> tuple[int, float]:
    match clip:
        case NoClip():
            return NO_CLIP, 1.0
        case NormClip(threshold=threshold):
            return NORM_CLIP, threshold
        case ValueClip(threshold=threshold):
            return VALUE_CLIP, threshold
        case _ as unreachable:
            assert_never(unreachable)
