"""One training step up to, and without, its update: forward pass, loss, gradients."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, final

import torch
from torch import Tensor

from rnn_playground.cells import CellStep
from rnn_playground.diagnostics.gradient_flow import GradientFlow, gradient_flow
from rnn_playground.diagnostics.last_loss import last_loss, only_loss
from rnn_playground.experiment.learning import FULL, Bptt, backward_chunks
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import Gradients, backpropagate
from rnn_playground.learning.clipping import gradient_norm
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss, predict, task_metric
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import ZERO_STATE, Start
from rnn_playground.learning.truncated_backpropagation import truncated_backpropagate
from rnn_playground.learning.unroll import Trajectory, sample_states, unroll


class StepInputs(NamedTuple):
    """What a step is measured on: ``inputs`` are (time_step, batch, input), ``scoring`` says what of them is scored.

    They go on from ``start``; how far back the loss is differentiated is ``bptt``'s to say. One window over the whole
    sequence is full backpropagation.
    """

    network: Network
    parameters: Parameters
    kind: Loss
    inputs: Tensor
    scoring: Scoring
    start: Start = ZERO_STATE
    bptt: Bptt = FULL

    @property
    def has_one_loss(self) -> bool:
        """Whether the gradients are those of one loss along the paths that lead on in time, through the whole sequence.

        So they are where a state is h alone: c would count the h that is made of it, too.
        """
        whole = len(backward_chunks(self.bptt, len(self.inputs))) == 1
        return whole and len(self.scoring.time_steps) == 1 and len(self.network.states) == 1


class PassResult(NamedTuple):
    """What a forward and a backward pass made: tensors, nothing of which was read.

    ``predictions`` (N, output) of the scored steps and ``loss`` () are detached; ``norm`` () is the gradient's.
    """

    trajectory: Trajectory
    predictions: Tensor
    loss: Tensor
    gradients: Gradients
    norm: Tensor


def forwards_and_backwards(step_inputs: StepInputs) -> PassResult:
    """Run a network over a sequence and differentiate, all on the device of the tensors."""
    network, parameters, kind, inputs, scoring, start, bptt = step_inputs
    chunks = backward_chunks(bptt, len(inputs))
    whole = len(chunks) == 1
    with torch.set_grad_enabled(whole):
        trajectory = unroll(network, parameters, inputs, start.states, start.time_step)
        predictions = predict(parameters, trajectory, scoring)
        loss = batch_loss(kind, predictions, scoring.targets)
    if whole:
        gradients = backpropagate(loss, trajectory, parameters)
    else:
        passed = ForwardPass(network, parameters, inputs, start, trajectory)
        gradients = truncated_backpropagate(kind, scoring, passed, chunks)
    return PassResult(trajectory, predictions.detach(), loss.detach(), gradients, gradient_norm(gradients.parameters))


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

    step_inputs: StepInputs
    trajectory: Trajectory
    gradients: Gradients
    loss: float
    metric: float
    gradient_norm: float

    @property
    def start(self) -> Start:
        """See ``Measured.start``."""
        return self.step_inputs.start

    @property
    def bptt(self) -> Bptt:
        """See ``Measured.bptt``."""
        return self.step_inputs.bptt

    def flow(self) -> GradientFlow:
        """See ``Measured.flow``."""
        return gradient_flow(self.gradients)

    def last_loss(self) -> Tensor:
        """See ``Measured.last_loss``."""
        if self.step_inputs.has_one_loss:
            return only_loss(self.step_inputs.scoring, self.flow())
        self.trajectory = _detached(self.trajectory)
        return last_loss_of(self.step_inputs, self.trajectory)

    @torch.no_grad()
    def states_of(self, sample: int) -> dict[str, Tensor]:
        """See ``Measured.states_of``."""
        return sample_states(self.step_inputs.network.states, self.trajectory, sample)


def last_loss_of(step_inputs: StepInputs, trajectory: Trajectory) -> Tensor:
    """Return the norms of the last loss's adjoint, of a step measured on ``step_inputs``."""
    passed = ForwardPass(step_inputs.network, step_inputs.parameters, step_inputs.inputs, step_inputs.start, trajectory)
    return last_loss(step_inputs.kind, step_inputs.scoring, passed)


def _detached(trajectory: Trajectory) -> Trajectory:
    def step_alone(step: CellStep) -> CellStep:
        state, gates = (tuple(tensor.detach() for tensor in tensors) for tensors in (step.state, step.gates))
        return CellStep(state, gates, step.pre_activation.detach(), step.activation.detach())

    return Trajectory([[step_alone(step) for step in steps] for steps in trajectory.layers])


def measure(step_inputs: StepInputs) -> Measurement:
    """Run a network over a batch and differentiate the batch loss by all states and parameters, with the reference."""
    seen = forwards_and_backwards(step_inputs)
    value = float(seen.loss)
    metric = task_metric(step_inputs.kind, seen.predictions, step_inputs.scoring, value)
    norm = float(seen.norm.to(torch.float32))
    return Measurement(step_inputs, seen.trajectory, seen.gradients, value, metric, norm)


Quantity = Literal["parameters", "loss", "gradient_norm"]


class Divergence(NamedTuple):
    """``quantity`` was found infinite or not a number when ``step`` was measured: the lane's last step."""

    lane: int
    step: int
    quantity: Quantity


def diverged_quantity(parameters: Parameters, measurement: Measured) -> Quantity | None:
    """Return the first of parameters, loss and gradient norm that is not finite, None where all are."""
    if not bool(parameters.vector.isfinite().all()):
        return "parameters"
    if not math.isfinite(measurement.loss):
        return "loss"
    if not math.isfinite(measurement.gradient_norm):
        return "gradient_norm"
    return None
