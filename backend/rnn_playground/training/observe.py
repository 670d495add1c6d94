"""What a frame shows of a lane: measured tensors as plain arrays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, assert_never

import numpy as np
import torch

from rnn_playground.cells import build_cell
from rnn_playground.diagnostics.gates import gate_statistics, gate_values, keep_product
from rnn_playground.diagnostics.gradient_flow import hidden_gradients
from rnn_playground.diagnostics.norms import norms
from rnn_playground.diagnostics.saliency import input_gradients, input_saliency
from rnn_playground.diagnostics.saturation import operating_points
from rnn_playground.diagnostics.spectrum import recurrent_spectrum
from rnn_playground.experiment.cells import Cell
from rnn_playground.experiment.learning import backward_chunks
from rnn_playground.experiment.panels import PanelKind
from rnn_playground.experiment.tasks import EmbeddedReberTask, SineTask, Task
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import legal_fraction, predict
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.reader import Reader
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.unroll import Trajectory
from rnn_playground.learning.update_preview import UpdatePreview
from rnn_playground.tasks import TaskBatch
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.backward_readings import (
    band_readings,
    contribution_readings,
    full_profile_readings,
    jacobian_readings,
    lag_readings,
    last_loss_readings,
    ledger_readings,
    lyapunov_readings,
    step_spectrum_readings,
    triangle_readings,
)
from rnn_playground.training.measurement import Measured, StepInputs, measure
from rnn_playground.training.readings import float32 as _float32
from rnn_playground.training.readings import float64, forward_readings


class Subject(NamedTuple):
    """A lane at a measured step: its parameters are those that the forward pass used."""

    task: Task
    cell: Cell
    network: Network
    parameters: Parameters
    measurement: Measured
    preview_update: Callable[[], UpdatePreview]
    reader: Callable[[], Reader]

    def passed(self, batch: TaskBatch) -> ForwardPass:
        """Return the forward pass that was measured on ``batch``."""
        start, trajectory = self.measurement.start, self.measurement.trajectory
        return ForwardPass(self.network, self.parameters, batch.inputs, start, trajectory)

    @property
    def is_truncated(self) -> bool:
        """Whether the measured gradients leave out some way from a loss to a state."""
        return len(backward_chunks(self.measurement.bptt, self.task.sequence_length)) > 1

    def full_gradients(self, batch: TaskBatch) -> Gradients:
        """Return the gradients through the whole sequence: those measured, or made now where those are truncated."""
        if not self.is_truncated:
            return self.measurement.gradients
        scoring, start = Scoring.of(batch), self.measurement.start
        given = StepInputs(self.network, self.parameters, self.task.loss, batch.inputs, scoring, start)
        return measure(given).gradients


def observe_batch(batch: TaskBatch, sample: int) -> dict[str, Array]:
    """Return ``input``, ``target`` and ``loss_mask`` of one sample."""
    target = batch.targets[:, sample]
    return {
        "input": _float32(batch.inputs[:, sample]),
        "target": _float32(target) if target.is_floating_point() else target.numpy().astype(np.int64),
        "loss_mask": batch.loss_mask[:, sample].numpy().astype(np.uint8),
    }


def observe(
    subject: Subject, batch: TaskBatch, scoring: Scoring, panels: tuple[PanelKind, ...], sample: int
) -> dict[str, Array]:
    """Return the tensors that are always sent, and those of ``panels``, of one lane and one sample of the batch."""
    tensors = _always(subject, batch, scoring, sample)
    for panel in panels:
        tensors.update(observe_panel(panel, subject, batch, sample))
    return tensors


@torch.no_grad()
def _always(subject: Subject, batch: TaskBatch, scoring: Scoring, sample: int) -> dict[str, Array]:
    task, parameters, measurement = subject.task, subject.parameters, subject.measurement
    flow = measurement.flow()
    tensors = {
        **forward_readings(task, parameters, measurement.states_of(sample)),
        **_initial_states(subject, sample),
        "hidden_gradient_norm": float64(flow.hidden),
        "state_gradient_norm": float64(flow.state),
    }
    with torch.enable_grad():
        tensors.update(last_loss_readings(scoring, measurement))
    if isinstance(task, SineTask):
        given = batch.inputs[: task.warm_up, sample]
        tensors["free_run"] = _float32(subject.reader().read(given, len(batch.inputs) - len(given)))
    if isinstance(task, EmbeddedReberTask):
        fraction = legal_fraction(predict(parameters, measurement.trajectory, scoring), scoring)
        tensors["figure/legal"] = np.array(fraction, dtype=np.float32)
    return tensors


def _initial_states(subject: Subject, sample: int) -> dict[str, Array]:
    """Return ``initial_state/<name>`` (layer, hidden) of the states before the first time step that are not zero."""
    carried = subject.measurement.start.states
    if carried is None:
        return {}
    states = {
        name: torch.stack([layer[place][sample] for layer in carried])
        for place, name in enumerate(subject.network.states)
    }
    return {f"initial_state/{name}": _float32(state) for name, state in states.items() if bool(state.any())}


def observe_panel(panel: PanelKind, subject: Subject, batch: TaskBatch, sample: int) -> dict[str, Array]:
    """Return the tensors of one panel, of one lane and one sample of the batch."""
    task, cell, measurement, parameters = subject.task, subject.cell, subject.measurement, subject.parameters
    match panel:
        case "gradients":
            return {"hidden_gradient": _float32(hidden_gradients(measurement.gradients, sample))}
        case "gates":
            return _gates(subject.cell, measurement.trajectory, sample)
        case "weights":
            weights = parameters.split(parameters.vector.clone())
            gradients = parameters.split(measurement.gradients.parameters.clone())
            return {f"weight/{name}": _float32(value) for name, value in weights.items()} | {
                f"gradient/{name}": _float32(value) for name, value in gradients.items()
            }
        case "spectrum":
            return _spectrum(subject.cell, parameters)
        case "pre_activation":
            return _operating_points(subject.cell, measurement, sample)
        case "jacobian":
            return jacobian_readings(subject.passed(batch), sample)
        case "step_spectrum":
            return step_spectrum_readings(subject.passed(batch), sample)
        case "lyapunov":
            return lyapunov_readings(task, cell, subject.passed(batch), sample)
        case "norms":
            return _norms(subject)
        case "saliency":
            return _saliency(subject, batch, sample)
        case "band":
            return band_readings(measurement)
        case "triangle":
            return triangle_readings(task, cell, Scoring.of(batch), subject.passed(batch), measurement)
        case "full_profile":
            return full_profile_readings(measurement, subject.full_gradients(batch))
        case "lags":
            return lag_readings(task, cell, Scoring.of(batch), subject.passed(batch), subject.full_gradients(batch))
        case "contributions":
            full = subject.full_gradients(batch)
            return contribution_readings(task, cell, Scoring.of(batch), subject.passed(batch), full)
        case "ledger":
            return ledger_readings(task, cell, Scoring.of(batch), subject.passed(batch), sample)
        case _ as unreachable:
            assert_never(unreachable)


def _gates(cell: Cell, trajectory: Trajectory, sample: int) -> dict[str, Array]:
    if not cell.gates:
        return {}
    gates = gate_values(trajectory, sample)
    tensors = {"gates": _float32(gates), "gate_statistics": _float32(gate_statistics(trajectory))}
    if cell.keep:
        tensors["keep_product"] = _float32(keep_product(gates[:, :, cell.gates.index(cell.keep)]))
    return tensors


def _spectrum(cell: Cell, parameters: Parameters) -> dict[str, Array]:
    spectrum = recurrent_spectrum(cell, parameters)
    if spectrum is None:
        return {}
    return {
        "recurrent_eigenvalues": _float32(spectrum.eigenvalues),
        "spectral_norm": _float32(spectrum.spectral_norm),
        "non_normality": _float32(spectrum.non_normality),
    }


def _norms(subject: Subject) -> dict[str, Array]:
    found = norms(subject.parameters, subject.measurement.gradients.parameters, subject.preview_update())
    return {
        "parameter_gradient_norm": _float32(found.gradient),
        "parameter_norm": _float32(found.parameter),
        "update_ratio": _float32(found.update_ratio),
        "clip_ratio": _float32(found.clip_ratio),
    }


def _saliency(subject: Subject, batch: TaskBatch, sample: int) -> dict[str, Array]:
    derivatives = input_gradients(subject.passed(batch), subject.full_gradients(batch))
    return {
        "input_saliency": _float32(input_saliency(derivatives)),
        "input_gradient": _float32(derivatives[:, sample]),
    }


def _operating_points(cell: Cell, measurement: Measured, sample: int) -> dict[str, Array]:
    trajectory, built = measurement.trajectory, build_cell(cell)
    fires = built.firing_units(measurement.start.time_step, len(trajectory.top))
    points = operating_points(trajectory, built.candidate_activation, fires)
    return {
        "pre_activation": _float32(points.pre_activation[:, :, sample]),
        "saturation": _float32(points.saturation),
        "dead_units": _float32(points.dead_units),
        "dead_mask": points.dead_mask.numpy().astype(np.uint8),
        "mean_slope": _float32(points.mean_slope),
        "zero_fraction": _float32(points.zero_fraction),
    }


class PanelMeasurement(NamedTuple):
    """``tensors`` by lane number and by the name without it; ``step`` is the training step that they belong to."""

    step: int
    tensors: Mapping[int, Mapping[str, Array]]

    def named(self, lanes: Collection[int]) -> dict[str, Array]:
        """Return the tensors of ``lanes`` as a frame names them."""
        return {
            f"{lane}/{name}": value
            for lane, tensors in self.tensors.items()
            if lane in lanes
            for name, value in tensors.items()
        }
