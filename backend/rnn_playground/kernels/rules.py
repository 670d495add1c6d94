"""From the documents of an optimiser and a clip to the rule that the kernels follow."""

from __future__ import annotations

from typing import assert_never

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
from rnn_playground.kernels.update import (
    ADAM,
    ADAMW,
    MOMENTUM,
    NESTEROV,
    NO_CLIP,
    NORM_CLIP,
    RMSPROP,
    SGD,
    VALUE_CLIP,
    Rule,
)


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
