"""What the Jacobians of the watched sample's time steps show: of single steps, and of the way to the end."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rnn_playground.diagnostics.jacobian_product import product_singular_values
from rnn_playground.diagnostics.lyapunov import lyapunov_exponents
from rnn_playground.diagnostics.step_jacobian import step_jacobians
from rnn_playground.diagnostics.step_spectrum import step_eigenvalues
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.readings import float32


def jacobian_readings(passed: ForwardPass, sample: int) -> dict[str, Array]:
    """Return the largest H singular values (L, T, H) of ∂s_T/∂s_t."""
    values = [product_singular_values(jacobians.numpy()) for jacobians in _layers(passed, sample)]
    return {"jacobian_singular_values": np.stack(values)[:, :, : passed.network.hidden_size]}


def step_spectrum_readings(passed: ForwardPass, sample: int) -> dict[str, Array]:
    """Return the eigenvalues (L, T, S, 2) of J_t = ∂s_t/∂s_{t−1}."""
    return {"step_eigenvalues": float32(torch.stack([step_eigenvalues(each) for each in _layers(passed, sample)]))}


def lyapunov_readings(passed: ForwardPass, sample: int) -> dict[str, Array]:
    """Return the Lyapunov exponents (L, S) in nats a time step."""
    return {"lyapunov_exponents": float32(torch.stack([lyapunov_exponents(each) for each in _layers(passed, sample)]))}


def _layers(passed: ForwardPass, sample: int) -> list[Tensor]:
    return [step_jacobians(passed, layer, sample) for layer in range(len(passed.network.cells))]
