"""What each panel shows of a lane at a measured step, as plain arrays.

Derivatives reach through the whole sequence, also where the lane trains with truncation; the band's are those that the
lane applies.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import final

import numpy as np
import torch
from torch import Tensor

from rnn_playground.cells import build_cell
from rnn_playground.diagnostics.adjoint import gradient_triangle
from rnn_playground.diagnostics.gates import gate_statistics, gate_values, keep_product
from rnn_playground.diagnostics.gradient_flow import gradient_flow, hidden_gradient_band, hidden_gradients
from rnn_playground.diagnostics.gradient_shares import gradient_by_lag, step_contributions
from rnn_playground.diagnostics.jacobian_product import product_singular_values
from rnn_playground.diagnostics.ledger import ledger
from rnn_playground.diagnostics.lyapunov import finite_time_exponents, long_run
from rnn_playground.diagnostics.norms import norms, truncation_error
from rnn_playground.diagnostics.saliency import input_gradients, input_saliency
from rnn_playground.diagnostics.saturation import operating_points
from rnn_playground.diagnostics.spectrum import recurrent_spectrum
from rnn_playground.diagnostics.step_jacobian import step_eigenvalues, step_jacobians
from rnn_playground.experiment.describe import gate_limits
from rnn_playground.experiment.learning import backward_chunks, truncation_mask
from rnn_playground.experiment.panels import PanelKind
from rnn_playground.experiment.tasks import Loss, Task
from rnn_playground.experiment.work import LONG_RUNS, long_run_steps
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.scoring import Scoring
from rnn_playground.tasks import TaskBatch, draw_batch
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.lane import TrainingLane
from rnn_playground.training.measurement import StepInputs, measure
from rnn_playground.training.readings import float32, float64

LONG_RUN_SEED = 20_260
"""Of the sequences of the long runs: the same at every step, so that a change of an exponent is one of the weights."""
MOST_PARTS = 65_536
"""Values of single time steps' gradients that a frame carries at most."""
Tensors = dict[str, Array]


@final
class Observation:
    """``lane`` at a measured ``step``, the batch that it was measured on, and the watched ``sample`` of that batch."""

    def __init__(self, lane: TrainingLane, step: int, scored: tuple[TaskBatch, Scoring], sample: int) -> None:
        self.lane, self.step, self.sample = lane, step, sample
        self.batch, self.scoring = scored
        self.task, self.cell, self.measurement = lane.state.task, lane.state.document.cell, lane.measurement
        self.network, self.parameters = lane.state.network, lane.state.parameters

    @property
    def is_truncated(self) -> bool:
        """Whether the measured gradients leave out some way from a loss to a state."""
        return len(backward_chunks(self.measurement.bptt, self.task.sequence_length)) > 1

    @cached_property
    def full(self) -> Gradients:
        """The gradients through the whole sequence: those measured, or made now where those are truncated."""
        if not self.is_truncated:
            return self.measurement.gradients
        inputs, start = self.batch.inputs, self.measurement.start
        return measure(StepInputs(self.network, self.parameters, self.task.loss, inputs, self.scoring, start)).gradients

    @cached_property
    def passed(self) -> ForwardPass:
        """The forward pass that was measured."""
        start, trajectory = self.measurement.start, self.measurement.trajectory
        return ForwardPass(self.network, self.parameters, self.batch.inputs, start, trajectory)

    @property
    def losses(self) -> tuple[Loss, Scoring, ForwardPass]:
        """Which losses are made, and the pass that they are made on."""
        return self.task.loss, self.scoring, self.passed

    def by_layer(self) -> list[Tensor]:
        """Return the watched sample's J_t = ∂s_t/∂s_{t−1} (time_step, S, S) of each layer."""
        return [step_jacobians(self.passed, layer, self.sample) for layer in range(len(self.network.cells))]


def _gradients(seen: Observation) -> Tensors:
    return {"hidden_gradient": float32(hidden_gradients(seen.measurement.gradients, seen.sample))}


def _gates(seen: Observation) -> Tensors:
    cell, trajectory = seen.cell, seen.measurement.trajectory
    if not cell.gates:
        return {}
    gates, largest = gate_values(trajectory, seen.sample), gate_limits(cell)
    limits = [largest.get(gate, 1.0) for gate in cell.gates]
    tensors = {"gates": float32(gates), "gate_statistics": float32(gate_statistics(trajectory, limits))}
    if cell.keep:
        tensors["keep_product"] = float32(keep_product(gates[:, :, cell.gates.index(cell.keep)]))
    return tensors


def _weights(seen: Observation) -> Tensors:
    vectors = {"weight": seen.parameters.vector, "gradient": seen.measurement.gradients.parameters}
    return {
        f"{kind}/{name}": float32(value)
        for kind, vector in vectors.items()
        for name, value in seen.parameters.split(vector.clone()).items()
    }


def _spectrum(seen: Observation) -> Tensors:
    spectrum = recurrent_spectrum(seen.cell, seen.parameters)
    if spectrum is None:
        return {}
    return {
        "recurrent_eigenvalues": float32(spectrum.eigenvalues),
        "spectral_norm": float32(spectrum.spectral_norm),
        "non_normality": float32(spectrum.non_normality),
    }


def _pre_activation(seen: Observation) -> Tensors:
    trajectory, built = seen.measurement.trajectory, build_cell(seen.cell)
    fires = built.firing_units(seen.measurement.start.time_step, len(trajectory.top))
    points = operating_points(trajectory, built.candidate_activation, fires)
    return {
        "pre_activation": float32(points.pre_activation[:, :, seen.sample]),
        "saturation": float32(points.saturation),
        "dead_units": float32(points.dead_units),
        "dead_mask": points.dead_mask.numpy().astype(np.uint8),
        "mean_slope": float32(points.mean_slope),
        "zero_fraction": float32(points.zero_fraction),
    }


def _norms(seen: Observation) -> Tensors:
    found = norms(seen.parameters, seen.measurement.gradients.parameters, seen.lane.preview_update(seen.step))
    return {
        "parameter_gradient_norm": float32(found.gradient),
        "parameter_norm": float32(found.parameter),
        "update_ratio": float32(found.update_ratio),
        "clip_ratio": float32(found.clip_ratio),
    }


def _saliency(seen: Observation) -> Tensors:
    derivatives = input_gradients(seen.passed, seen.full)
    return {
        "input_saliency": float32(input_saliency(derivatives)),
        "input_gradient": float32(derivatives[:, seen.sample]),
    }


def _band(seen: Observation) -> Tensors:
    return {"hidden_gradient_band": float64(hidden_gradient_band(seen.measurement.gradients))}


def _triangle(seen: Observation) -> Tensors:
    """(T, T); ``state_triangle`` of a cell whose memory lives in a state beside h."""
    triangle = gradient_triangle(*seen.losses)
    tensors = {
        "gradient_triangle": float64(triangle.hidden),
        "truncation_mask": truncation_mask(seen.measurement.bptt, len(seen.passed.inputs)),
    }
    return tensors | ({"state_triangle": float64(triangle.state)} if seen.cell.carries == "state" else {})


def _full_profile(seen: Observation) -> Tensors:
    compared = truncation_error(seen.measurement.gradients.parameters, seen.full.parameters)
    return {
        "full_gradient_norm": float64(gradient_flow(seen.full).hidden),
        "truncation_error": np.array(compared.error, dtype=np.float32),
        "truncation_cosine": np.array(compared.cosine, dtype=np.float32),
    }


def _lags(seen: Observation) -> Tensors:
    """(L, T); nothing of a cell without recurrent parameters."""
    if not seen.cell.recurrent:
        return {}
    return {"gradient_by_lag": float32(gradient_by_lag(*seen.losses, seen.full.parameters, seen.cell.recurrent))}


def _contributions(seen: Observation) -> Tensors:
    """(L, T), and ``step_gradient/<name>`` where it is small; nothing of a cell without recurrent parameters."""
    if not seen.cell.recurrent:
        return {}
    gradient = seen.full.parameters
    found = step_contributions(*seen.losses, gradient, seen.cell.recurrent, most_parts=MOST_PARTS)
    return {
        "gradient_by_step": float32(found.shares),
        "gradient_by_step_norm": float32(found.norms),
        **{f"step_gradient/{name}": float32(part) for name, part in found.parts.items()},
    }


def _ledger(seen: Observation) -> Tensors:
    found = ledger(*seen.losses, seen.sample, has_weights=bool(seen.cell.recurrent))
    return {"ledger": float32(found.entries), "ledger_paths": float32(found.paths)}


def _jacobian(seen: Observation) -> Tensors:
    """The largest H singular values (L, T, H) of ∂s_T/∂s_t."""
    values = np.stack([product_singular_values(jacobians.numpy()) for jacobians in seen.by_layer()])
    return {"jacobian_singular_values": values[:, :, : seen.network.hidden_size]}


def _step_spectrum(seen: Observation) -> Tensors:
    """The eigenvalues (L, T, S, 2) of J_t."""
    return {"step_eigenvalues": float32(torch.stack([step_eigenvalues(jacobians) for jacobians in seen.by_layer()]))}


def _lyapunov(seen: Observation) -> Tensors:
    """Lyapunov exponents of the watched sequence and of the long run (L, S), in nats a time step.

    ``long_run_error`` (L, S) are standard errors, ``long_run_steps`` (2) the time steps of the transient and of what
    counts, 0 where the network is too large to be read on and on.
    """
    in_sequence = np.stack([finite_time_exponents(jacobians.numpy()) for jacobians in seen.by_layer()])
    steps = long_run_steps(seen.cell, seen.task)
    transient = steps // 3
    if steps:
        inputs = fresh_inputs(seen.task, LONG_RUNS, steps, LONG_RUN_SEED)
        layers = long_run(seen.network, seen.parameters, inputs, transient)
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


PANEL_READINGS: dict[PanelKind, Callable[[Observation], Tensors]] = {
    "gradients": _gradients,
    "gates": _gates,
    "weights": _weights,
    "spectrum": _spectrum,
    "pre_activation": _pre_activation,
    "jacobian": _jacobian,
    "step_spectrum": _step_spectrum,
    "lyapunov": _lyapunov,
    "norms": _norms,
    "saliency": _saliency,
    "band": _band,
    "triangle": _triangle,
    "full_profile": _full_profile,
    "lags": _lags,
    "contributions": _contributions,
    "ledger": _ledger,
}
