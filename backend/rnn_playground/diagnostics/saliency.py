"""How much the loss depends on every input."""

from __future__ import annotations

import torch
from torch import Tensor

from rnn_playground.diagnostics.step_jacobian import single_steps
from rnn_playground.learning.backpropagation import Gradients, vector_jacobian
from rnn_playground.learning.forward_pass import ForwardPass


def input_gradients(passed: ForwardPass, gradients: Gradients) -> Tensor:
    """Return ∂ℓ_b/∂x_t (time_step, batch, input), all the ways by which x_t reaches the loss of its sample b.

    x_t enters through the state that the lowest layer makes of it, whose derivatives ``gradients``, those of the whole
    sequence, hold already; so one product with the time steps side by side is all it takes. Where a second state tensor
    is made before h, of which h is made (the LSTM's c), what reaches the loss through h is counted once, as h's.
    """
    seen = single_steps(passed, 0)
    batch_size = passed.inputs.shape[1]
    h, *others = seen.step.state
    by_h, *by_others = (torch.cat(rows) for rows in zip(*gradients.states[0], strict=True))
    if others:
        through_h = vector_jacobian([h], others, [by_h], keep=True)
        by_others = [total - part for total, part in zip(by_others, through_h, strict=True)]
    (found,) = vector_jacobian([h, *others], [seen.inputs], [by_h, *by_others])
    return found.view(-1, batch_size, found.shape[1]) * (batch_size / gradients.loss_scale)


def input_saliency(derivatives: Tensor) -> Tensor:
    """Return the mean over the batch of ‖∂ℓ_b/∂x_t‖₂ (time_step), summed in float64."""
    norms: Tensor = torch.linalg.vector_norm(derivatives, dim=2, dtype=torch.float64)
    return norms.mean(dim=1)
