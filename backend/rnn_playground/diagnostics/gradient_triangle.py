"""The gradient triangle: what the loss made at every time step says of the state at every earlier one."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.diagnostics.adjoint import adjoint_sweep
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import lifted
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring


class GradientTriangle(NamedTuple):
    """Batch means (time_step of the loss, time_step of the state) float64 in the top layer, 0 above the diagonal.

    ``hidden`` of ‖∂ℓ_{i,b}/∂h_{s,b}‖₂, ``state`` of the same for the joint state: total derivatives.
    """

    hidden: Tensor
    state: Tensor


def gradient_triangle(kind: Loss, scoring: Scoring, passed: ForwardPass) -> GradientTriangle:
    """Return the triangle of a batch, through the whole sequence (Pascanu, Mikolov and Bengio, 2013)."""
    return lifted(lambda lift: _triangle(kind, scoring, passed, lift), passed.inputs, lambda triangle: triangle)


def _triangle(kind: Loss, scoring: Scoring, passed: ForwardPass, lift: float) -> GradientTriangle:
    length = len(passed.inputs)
    hidden, state = torch.zeros(2, length, length, dtype=torch.float64)
    for adjoints in adjoint_sweep(kind, scoring, passed, lift=lift):
        norms = [
            torch.linalg.vector_norm(tensor.flatten(2), dim=2, dtype=torch.float64) for tensor in adjoints.total[-1]
        ]
        hidden[adjoints.losses, adjoints.time_step] = norms[0].mean(dim=1)
        state[adjoints.losses, adjoints.time_step] = torch.linalg.vector_norm(torch.stack(norms), dim=0).mean(dim=1)
    return GradientTriangle(hidden / lift, state / lift)
