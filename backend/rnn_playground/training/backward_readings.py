"""What going backwards through time shows of a lane, as plain arrays; through the whole sequence, also if it trains
with truncation, but for the band, which is that of the gradients that are applied.
"""

from __future__ import annotations

import numpy as np

from rnn_playground.diagnostics.gradient_by_lag import gradient_by_lag
from rnn_playground.diagnostics.gradient_flow import GradientFlow, gradient_flow, hidden_gradient_band
from rnn_playground.diagnostics.gradient_triangle import gradient_triangle
from rnn_playground.diagnostics.ledger import ledger
from rnn_playground.diagnostics.memory_horizon import memory_horizon
from rnn_playground.diagnostics.step_contributions import step_contributions
from rnn_playground.diagnostics.truncation_error import truncation_error
from rnn_playground.experiment.bptt import truncation_mask
from rnn_playground.experiment.cells import Cell
from rnn_playground.experiment.tasks import Task
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.measurement import Measured
from rnn_playground.training.readings import float32

MOST_PARTS = 65_536
"""Values of single time steps' gradients that a frame carries at most."""


def horizon_readings(scoring: Scoring, flow: GradientFlow) -> dict[str, Array]:
    """Return ``memory_horizon`` () of full gradients where every sequence is scored once, at the same step."""
    if len(scoring.time_steps) > 1 or scoring.mask is not None:
        return {}
    return {"memory_horizon": _scalar(memory_horizon(flow.state[-1], scoring.time_steps[0]))}


def band_readings(measurement: Measured) -> dict[str, Array]:
    """Return ``hidden_gradient_band`` (L, T, 2)."""
    return {"hidden_gradient_band": float32(hidden_gradient_band(measurement.gradients))}


def triangle_readings(
    task: Task, cell: Cell, scoring: Scoring, passed: ForwardPass, measurement: Measured
) -> dict[str, Array]:
    """Return ``gradient_triangle`` (T, T), ``truncation_mask`` (T, T) and ``memory_horizon`` ().

    A cell whose memory lives in a state that h only reads out has ``state_triangle`` (T, T), that of the state, too.
    """
    triangle = gradient_triangle(task.loss, scoring, passed)
    tensors = {
        "gradient_triangle": float32(triangle.hidden),
        "truncation_mask": truncation_mask(measurement.bptt, len(passed.inputs)),
        "memory_horizon": _scalar(triangle.horizon),
    }
    return tensors | ({"state_triangle": float32(triangle.state)} if cell.carries == "state" else {})


def full_profile_readings(scoring: Scoring, measurement: Measured, full: Gradients) -> dict[str, Array]:
    """Return ``full_gradient_norm`` (L, T), ``truncation_error`` () and ``truncation_cosine`` ().

    And ``memory_horizon`` where it is free: the measured gradients do not tell it where they are truncated.
    """
    compared = truncation_error(measurement.gradients.parameters, full.parameters)
    flow = gradient_flow(full)
    return {
        "full_gradient_norm": float32(flow.hidden),
        "truncation_error": _scalar(compared.error),
        "truncation_cosine": _scalar(compared.cosine),
        **horizon_readings(scoring, flow),
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
