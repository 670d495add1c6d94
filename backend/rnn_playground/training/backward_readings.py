"""What going backwards through time shows of a lane, as plain arrays; through the whole sequence, also if it trains
with truncation, but for the band, which is that of the gradients that are applied.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from rnn_playground.diagnostics.adjoint import gradient_triangle
from rnn_playground.diagnostics.decay import decay, memory_horizon
from rnn_playground.diagnostics.gradient_flow import gradient_flow, hidden_gradient_band
from rnn_playground.diagnostics.gradient_shares import gradient_by_lag, step_contributions
from rnn_playground.diagnostics.jacobian_product import product_singular_values
from rnn_playground.diagnostics.ledger import ledger
from rnn_playground.diagnostics.lyapunov import finite_time_exponents, long_run
from rnn_playground.diagnostics.norms import truncation_error
from rnn_playground.diagnostics.step_jacobian import step_eigenvalues, step_jacobians
from rnn_playground.experiment.cells import Cell
from rnn_playground.experiment.learning import truncation_mask
from rnn_playground.experiment.tasks import Task
from rnn_playground.experiment.work import LONG_RUNS, long_run_steps
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import draw_batch
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.measurement import Measured
from rnn_playground.training.readings import float32, float64

LONG_RUN_SEED = 20_260
"""Of the sequences of the long runs: the same at every step, so that a change of an exponent is one of the weights."""
MOST_PARTS = 65_536
"""Values of single time steps' gradients that a frame carries at most."""


def last_loss_readings(scoring: Scoring, measurement: Measured) -> dict[str, Array]:
    """Return ``adjoint_norm`` (L, T) of the last loss and what is read from it.

    ``gain_per_step``, ``half_life``, ``decay_explained``, ``decay_steps`` (L), and ``memory_horizon`` ().
    """
    norms = measurement.last_loss()
    columns = [np.array(column, dtype=np.float32) for column in zip(*map(decay, norms), strict=True)]
    return {
        "adjoint_norm": float64(norms),
        **dict(zip(("gain_per_step", "half_life", "decay_explained", "decay_steps"), columns, strict=True)),
        "memory_horizon": _scalar(memory_horizon(norms[-1], scoring.time_steps[-1])),
    }


def band_readings(measurement: Measured) -> dict[str, Array]:
    """Return ``hidden_gradient_band`` (L, T, 2)."""
    return {"hidden_gradient_band": float64(hidden_gradient_band(measurement.gradients))}


def triangle_readings(
    task: Task, cell: Cell, scoring: Scoring, passed: ForwardPass, measurement: Measured
) -> dict[str, Array]:
    """Return ``gradient_triangle`` and ``truncation_mask`` (T, T).

    A cell whose memory lives in a state beside h has ``state_triangle`` (T, T), that of the state, too.
    """
    triangle = gradient_triangle(task.loss, scoring, passed)
    tensors = {
        "gradient_triangle": float64(triangle.hidden),
        "truncation_mask": truncation_mask(measurement.bptt, len(passed.inputs)),
    }
    return tensors | ({"state_triangle": float64(triangle.state)} if cell.carries == "state" else {})


def full_profile_readings(measurement: Measured, full: Gradients) -> dict[str, Array]:
    """Return ``full_gradient_norm`` (L, T), ``truncation_error`` () and ``truncation_cosine`` ()."""
    compared = truncation_error(measurement.gradients.parameters, full.parameters)
    return {
        "full_gradient_norm": float64(gradient_flow(full).hidden),
        "truncation_error": _scalar(compared.error),
        "truncation_cosine": _scalar(compared.cosine),
    }


def lag_readings(task: Task, cell: Cell, scoring: Scoring, passed: ForwardPass, full: Gradients) -> dict[str, Array]:
    """Return ``gradient_by_lag`` (L, T); nothing for a cell without recurrent parameters."""
    if not cell.recurrent:
        return {}
    shares = gradient_by_lag(task.loss, scoring, passed, full.parameters, cell.recurrent)
    return {"gradient_by_lag": float32(shares)}


def contribution_readings(
    task: Task, cell: Cell, scoring: Scoring, passed: ForwardPass, full: Gradients
) -> dict[str, Array]:
    """Return ``gradient_by_step`` and ``gradient_by_step_norm`` (L, T), and ``step_gradient/<name>`` where it is small.

    Nothing for a cell without recurrent parameters.
    """
    if not cell.recurrent:
        return {}
    gradient = full.parameters
    found = step_contributions(task.loss, scoring, passed, gradient, cell.recurrent, most_parts=MOST_PARTS)
    return {
        "gradient_by_step": float32(found.shares),
        "gradient_by_step_norm": float32(found.norms),
        **{f"step_gradient/{name}": float32(part) for name, part in found.parts.items()},
    }


def ledger_readings(task: Task, cell: Cell, scoring: Scoring, passed: ForwardPass, sample: int) -> dict[str, Array]:
    """Return ``ledger`` (L, T, 4) and ``ledger_paths`` (L, T, 5) of one sample."""
    found = ledger(task.loss, scoring, passed, sample, has_weights=bool(cell.recurrent))
    return {"ledger": float32(found.entries), "ledger_paths": float32(found.paths)}


def _scalar(value: float) -> Array:
    return np.array(value, dtype=np.float32)


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
