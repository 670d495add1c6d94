"""One training step up to, and without, its update: forward pass, loss and gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, final

import torch
from torch import Tensor

from rnn_playground.cells import CellStep
from rnn_playground.diagnostics.gradient_flow import GradientFlow, gradient_flow
from rnn_playground.diagnostics.last_loss import last_loss, only_loss
from rnn_playground.experiment.learning import Bptt
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import task_metric
from rnn_playground.learning.start import Start
from rnn_playground.learning.unroll import Trajectory, sample_states
from rnn_playground.training.passes import Given, forwards_and_backwards


class Measured(Protocol):
    """What is known of a step that was measured, whichever arithmetic measured it.

    ``gradients`` are those before clipping; under truncated ``bptt`` truncated ones, those with respect to the states
    too. ``start`` is where the first time step began. ``loss``, ``metric`` and ``gradient_norm`` are numbers that
    float32, in which they are logged, can hold or inf.
    """

    @property
    def trajectory(self) -> Trajectory:
        """Every step of every layer."""

    @property
    def gradients(self) -> Gradients:
        """The derivatives of the batch loss."""

    @property
    def loss(self) -> float:
        """The batch loss."""

    @property
    def metric(self) -> float:
        """The task's own figure."""

    @property
    def gradient_norm(self) -> float:
        """‖∂L/∂θ‖₂ over all parameters."""

    @property
    def start(self) -> Start:
        """Where its first time step began."""

    @property
    def bptt(self) -> Bptt:
        """How far back the loss was differentiated."""

    def flow(self) -> GradientFlow:
        """Return the profiles of its gradients."""

    def last_loss(self) -> Tensor:
        """Return the norms (layer, time_step) of the last loss's adjoint, through the whole sequence."""

    def states_of(self, sample: int) -> dict[str, Tensor]:
        """Return name → (layer, time_step, …) of the states of one sample, h first."""


@final
@dataclass
class Measurement:
    """What a step of the reference made; ``gradients`` are those before clipping. Implements ``Measured``.

    The trajectory is the graph's, unless ``bptt`` is truncated or the last loss has been followed: that makes a graph
    of its own, and two would not fit into what the document was allowed on.
    """

    given: Given
    trajectory: Trajectory
    gradients: Gradients
    loss: float
    metric: float
    gradient_norm: float

    @property
    def start(self) -> Start:
        """See ``Measured.start``."""
        return self.given.start

    @property
    def bptt(self) -> Bptt:
        """See ``Measured.bptt``."""
        return self.given.bptt

    def flow(self) -> GradientFlow:
        """See ``Measured.flow``."""
        return gradient_flow(self.gradients)

    def last_loss(self) -> Tensor:
        """See ``Measured.last_loss``."""
        if self.given.has_one_loss:
            return only_loss(self.given.scoring, self.flow())
        self.trajectory = _detached(self.trajectory)
        return last_loss_of(self.given, self.trajectory)

    @torch.no_grad()
    def states_of(self, sample: int) -> dict[str, Tensor]:
        """See ``Measured.states_of``."""
        return sample_states(self.given.network.states, self.trajectory, sample)


def last_loss_of(given: Given, trajectory: Trajectory) -> Tensor:
    """Return the norms of the last loss's adjoint, of a step that was measured on ``given`` and left ``trajectory``."""
    passed = ForwardPass(given.network, given.parameters, given.inputs, given.start, trajectory)
    return last_loss(given.kind, given.scoring, passed)


def _detached(trajectory: Trajectory) -> Trajectory:
    def step_alone(step: CellStep) -> CellStep:
        state, gates = (tuple(tensor.detach() for tensor in tensors) for tensors in (step.state, step.gates))
        return CellStep(state, gates, step.pre_activation.detach(), step.activation.detach())

    return Trajectory([[step_alone(step) for step in steps] for steps in trajectory.layers])


def measure(given: Given) -> Measurement:
    """Run a network over a batch and differentiate the batch loss by all states and parameters, with the reference."""
    seen = forwards_and_backwards(given)
    value = float(seen.loss)
    metric = task_metric(given.kind, seen.predictions, given.scoring, value)
    norm = float(seen.norm.to(torch.float32))
    return Measurement(given, seen.trajectory, seen.gradients, value, metric, norm)
