"""What a frame shows of a lane: measured tensors as plain arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from rnn_playground.diagnostics.decay import decay, memory_horizon
from rnn_playground.experiment.panels import PanelKind
from rnn_playground.experiment.tasks import EmbeddedReberTask, SignalTask, forcing_of
from rnn_playground.learning.loss import legal_fraction, predict
from rnn_playground.learning.network import read_out
from rnn_playground.tasks import TaskBatch
from rnn_playground.telemetry.codec import Array
from rnn_playground.training.panel_readings import PANEL_READINGS, Observation
from rnn_playground.training.readings import float32, float64, forward_readings


def observe_batch(batch: TaskBatch, sample: int) -> dict[str, Array]:
    """Return ``input``, ``target`` and ``loss_mask`` of one sample."""
    target = batch.targets[:, sample]
    return {
        "input": float32(batch.inputs[:, sample]),
        "target": float32(target) if target.is_floating_point() else target.numpy().astype(np.int64),
        "loss_mask": batch.loss_mask[:, sample].numpy().astype(np.uint8),
    }


def observe(seen: Observation, panels: tuple[PanelKind, ...]) -> dict[str, Array]:
    """Return the tensors that are always sent, and those of ``panels``."""
    tensors = _always(seen)
    for panel in panels:
        tensors.update(PANEL_READINGS[panel](seen))
    return tensors


@torch.no_grad()
def _always(seen: Observation) -> dict[str, Array]:
    task, parameters, measurement = seen.task, seen.parameters, seen.measurement
    flow = measurement.flow()
    tensors = {
        **forward_readings(task, parameters, measurement.states_of(seen.sample)),
        **_initial_states(seen),
        "hidden_gradient_norm": float64(flow.hidden),
        "state_gradient_norm": float64(flow.state),
    }
    with torch.enable_grad():
        norms = measurement.last_loss()
    columns = [np.array(column, dtype=np.float32) for column in zip(*map(decay, norms), strict=True)]
    tensors["adjoint_norm"] = float64(norms)
    tensors.update(zip(("gain_per_step", "half_life", "decay_explained", "decay_steps"), columns, strict=True))
    tensors["memory_horizon"] = np.array(memory_horizon(norms[-1], seen.scoring.time_steps[-1]), dtype=np.float32)
    if isinstance(task, SignalTask):
        inputs = seen.batch.inputs[:, seen.sample]
        prompt = inputs[: task.warm_up]
        tensors["free_run"] = float32(seen.lane.reader(parameters).read(prompt, len(inputs) - len(prompt)))
    if forcing_of(task) < 1.0:
        tensors["read"] = float32(_read(seen, forcing_of(task)))
    if isinstance(task, EmbeddedReberTask):
        fraction = legal_fraction(predict(parameters, measurement.trajectory, seen.scoring), seen.scoring)
        tensors["figure/legal"] = np.array(fraction, dtype=np.float32)
    return tensors


def _read(seen: Observation, forcing: float) -> Tensor:
    """Return the mixture (time_step, input) of the task's own inputs with the predictions of the steps before."""
    states = seen.measurement.states_of(seen.sample)["h"][-1]
    before = torch.cat([torch.zeros_like(states[:1]), states[:-1]])
    predicted = read_out(seen.parameters, before)
    return forcing * seen.batch.inputs[:, seen.sample] + (1.0 - forcing) * predicted


def _initial_states(seen: Observation) -> dict[str, Array]:
    """Return ``initial_state/<name>`` (layer, hidden) of the states before the first time step that are not zero."""
    carried = seen.measurement.start.states
    if carried is None:
        return {}
    states = (torch.stack([tensor[seen.sample] for tensor in tensors]) for tensors in zip(*carried, strict=True))
    named = zip(seen.network.states, states, strict=True)
    return {f"initial_state/{name}": float32(state) for name, state in named if bool(state.any())}


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
