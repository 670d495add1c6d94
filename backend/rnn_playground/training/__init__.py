"""Training: lanes in lock-step, what is observed of them, checkpoints."""

from rnn_playground.diagnostics.finite_difference import Check
from rnn_playground.training.trainer import Trainer
from rnn_playground.training.warm_up import warm_up

__all__ = ["Check", "Trainer", "warm_up"]
