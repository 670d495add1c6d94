"""What the Jacobians of the watched sample's time steps show: of single steps, and of the way to the end."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rnn_playground.diagnostics.jacobian_product import product_singular_values
from rnn_playground.diagnostics.lyapunov import finite_time_exponents, long_run
from rnn_playground.diagnostics.step_jacobian import step_eigenvalues, step_jacobians
from rnn_playground.experiment.cells import Cell
from rnn_playground.experiment.tasks import Task
from rnn_playground.experiment.work import LONG_RUNS, long_run_steps
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.tasks import draw_batch
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.readings import float32

LONG_RUN_SEED = 20_260
"""Of the sequences of the long runs: the same at every step, so that a change of an exponent is one of the weights."""


def jacobian_readings(passed: ForwardPass, sample: int) -> dict[str, Array]:
    """Return the largest H singular values (L, T, H) of ∂s_T/∂s_t."""
    values = [product_singular_values(jacobians.numpy()) for jacobians in _layers(passed, sample)]
    return {"jacobian_singular_values": np.stack(values)[:, :, : passed.network.hidden_size]}


def step_spectrum_readings(passed: ForwardPass, sample: int) -> dict[str, Array]:
    """Return the eigenvalues (L, T, S, 2) of J_t = ∂s_t/∂s_{t−1}."""
    return {"step_eigenvalues": float32(torch.stack([step_eigenvalues(each) for each in _layers(passed, sample)]))}


def lyapunov_readings(task: Task, cell: Cell, passed: ForwardPass, sample: int) -> dict[str, Array]:
    """Return the Lyapunov exponents of the watched sequence and of the long run (L, S), in nats a time step.

    ``long_run_error`` (L, S) are standard errors, ``long_run_steps`` (2) the time steps of the transient and of what
    counts, 0 where the network is too large to be read on and on.
    """
    in_sequence = np.stack([finite_time_exponents(jacobians.numpy()) for jacobians in _layers(passed, sample)])
    steps = long_run_steps(cell, task)
    transient = steps // 3
    if steps:
        inputs = fresh_inputs(task, LONG_RUNS, steps, LONG_RUN_SEED)
        layers = long_run(passed.network, passed.parameters, inputs, transient)
        exponents, error = map(torch.stack, zip(*layers, strict=True))
    else:
        exponents = error = torch.full(in_sequence.shape, torch.nan)
    return {
        "lyapunov_exponents": in_sequence.astype(np.float32),
        "long_run_exponents": float32(exponents),
        "long_run_error": float32(error),
        "long_run_steps": np.array([transient, steps - transient], dtype=np.float32),
    }


def fresh_inputs(task: Task, runs: int, steps: int, seed: int) -> Tensor:
    """Return inputs (time_step, run, input): in each run one sequence of the task after the other."""
    count = -(-steps // task.sequence_length)
    return torch.cat([draw_batch(task, runs, seed, number).inputs for number in range(count)])[:steps]


def _layers(passed: ForwardPass, sample: int) -> list[Tensor]:
    return [step_jacobians(passed, layer, sample) for layer in range(len(passed.network.cells))]
