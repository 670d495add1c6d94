"""What going backwards through time shows of a lane, as plain arrays; through the whole sequence, also if it trains
with truncation, but for the band, which is that of the gradients that are applied.
"""

from __future__ import annotations

import numpy as np

from rnn_playground.diagnostics.decay import decay
from rnn_playground.diagnostics.gradient_by_lag import gradient_by_lag
from rnn_playground.diagnostics.gradient_flow import gradient_flow, hidden_gradient_band
from rnn_playground.diagnostics.gradient_triangle import gradient_triangle
from rnn_playground.diagnostics.ledger import ledger
from rnn_playground.diagnostics.memory_horizon import memory_horizon
from rnn_playground.diagnostics.step_contributions import step_contributions
from rnn_playground.diagnostics.truncation_error import truncation_error
from rnn_playground.experiment.cells import Cell
from rnn_playground.experiment.learning import truncation_mask
from rnn_playground.experiment.tasks import Task
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.measurement import Measured
from rnn_playground.training.readings import float32, float64

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
