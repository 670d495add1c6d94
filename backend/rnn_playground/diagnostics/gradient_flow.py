"""How much of the loss's gradient arrives at every layer and time step."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.learning.backpropagation import Gradients


class GradientFlow(NamedTuple):
    """Batch means over samples b, each (layer, time_step) float64, in units of loss per unit of state.

    ``hidden`` of ‖∂ℓ_b/∂h_t,b‖₂; ``state`` the same for the whole state, the norm over its tensors' total derivatives
    together. That with respect to an LSTM's c_t includes the path through the h_t made of it.
    """

    hidden: Tensor
    state: Tensor


def gradient_flow(gradients: Gradients) -> GradientFlow:
    """Return the profiles of a batch loss's gradients.

    The batch loss is the mean of the ℓ_b and a sample's state reaches no other sample's loss, so ∂ℓ_b/∂h_t,b is the
    batch size times ∂L/∂h_t,b, and the mean over the batch is the sum of ‖∂L/∂h_t,b‖.
    """
    norms = torch.stack([_sample_norms(gradients, tensor) for tensor in range(len(gradients.states[0][0]))])
    whole = torch.linalg.vector_norm(norms, dim=0)
    return GradientFlow(norms[0].sum(dim=2), whole.sum(dim=2))


def hidden_gradient_band(gradients: Gradients) -> Tensor:
    """Return the 10th and the 90th percentile over the batch of ‖∂ℓ_b/∂h_t,b‖₂, (layer, time_step, 2) float64.

    Between two samples the percentile is interpolated linearly.
    """
    norms = _sample_norms(gradients, 0)
    bounds = torch.tensor([0.1, 0.9], dtype=torch.float64)
    return torch.quantile(norms * norms.shape[2], bounds, dim=2).movedim(0, 2)


def hidden_gradients(gradients: Gradients, sample: int) -> Tensor:
    """Return ∂ℓ_b/∂h_t (layer, time_step, hidden) of sample b."""
    batch_size = gradients.states[0][0][0].shape[0]
    rows = [torch.stack([state[0][sample] for state in layer]) for layer in gradients.states]
    return torch.stack(rows) * (batch_size / gradients.loss_scale)


def _sample_norms(gradients: Gradients, tensor: int) -> Tensor:
    """Norms (layer, time_step, batch) of the derivatives with respect to one tensor of the state, summed in float64."""
    layers = [torch.stack([state[tensor] for state in layer]) for layer in gradients.states]
    # A complex state has an axis more, of its two parts.
    norms: Tensor = torch.linalg.vector_norm(torch.stack(layers).flatten(3), dim=3, dtype=torch.float64)
    return norms / gradients.loss_scale
