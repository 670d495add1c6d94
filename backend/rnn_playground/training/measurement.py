"""One training step up to, and without, its update: forward pass, loss, gradients."""

from __future__ import annotations

import math
from functools import cached_property
from typing import NamedTuple, Protocol, final

import torch
from torch import Tensor

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
from rnn_playground.telemetry.scalars import Quantity


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

    ``predictions`` (N, output) of the scored steps and ``loss`` () are detached; ``norm`` () is that of the gradient,
    over the parameters that train.
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
    norm = gradient_norm(gradients.parameters[network.trained_from(parameters) :])
    return PassResult(trajectory, predictions.detach(), loss.detach(), gradients, norm)


class Measured(Protocol):
    """What is known of a step that was measured, whichever arithmetic measured it.

    ``gradients`` are those before clipping; under truncated ``bptt`` truncated ones, those with respect to the states
    too. ``loss``, ``metric`` (the task's own figure) and ``gradient_norm`` (‖∂L/∂θ‖₂ over all parameters that train)
    are numbers that float32, in which they are logged, can hold or inf. What is read before the next step stays; a
    reader may ask for nothing new after it.
    """

    loss: float
    metric: float
    gradient_norm: float
    bptt: Bptt

    @property
    def start(self) -> Start:
        """Where its first time step began."""

    @property
    def trajectory(self) -> Trajectory:
        """Every step of every layer, detached."""

    @property
    def gradients(self) -> Gradients:
        """The derivatives of the batch loss."""

    def flow(self) -> GradientFlow:
        """Return the profiles of its gradients."""

    def last_loss(self) -> Tensor:
        """Return the norms (layer, time_step) of the last loss's adjoint, through the whole sequence."""

    def states_of(self, sample: int) -> dict[str, Tensor]:
        """Return name → (layer, time_step, …) of the states of one sample, h first."""


@final
class Measurement:
    """A step of the reference: ``result`` lies where it was computed, and comes to the processor as it is read.

    Implements ``Measured``. Reading the trajectory lets go of the graph: ``last_loss`` makes one of its own, and two
    would not fit into what the document was allowed on.
    """

    def __init__(self, step_inputs: StepInputs, result: PassResult) -> None:
        self.start, self.bptt = step_inputs.start, step_inputs.bptt
        self.loss = float(result.loss)
        self.metric = task_metric(step_inputs.kind, result.predictions.cpu(), step_inputs.scoring, self.loss)
        self.gradient_norm = float(result.norm.to(torch.float32))
        self.gradient = result.gradients.parameters.cpu()
        self._step_inputs, self._result = step_inputs, result

    @cached_property
    def trajectory(self) -> Trajectory:
        """See ``Measured.trajectory``."""
        layers = [[step.map(_to_processor) for step in steps] for steps in self._result.trajectory.layers]
        self._result = self._result._replace(trajectory=Trajectory(layers))
        return self._result.trajectory

    @cached_property
    def gradients(self) -> Gradients:
        """See ``Measured.gradients``."""
        found = self._result.gradients
        states = [[tuple(map(_to_processor, state)) for state in layer] for layer in found.states]
        return Gradients(states, self.gradient, found.loss_scale)

    def flow(self) -> GradientFlow:
        """See ``Measured.flow``."""
        return GradientFlow(*map(_to_processor, gradient_flow(self._result.gradients)))

    def last_loss(self) -> Tensor:
        """See ``Measured.last_loss``."""
        network, parameters, kind, inputs, scoring, start, _ = self._step_inputs
        if self._step_inputs.has_one_loss:
            return only_loss(scoring, self.flow())
        return last_loss(kind, scoring, ForwardPass(network, parameters, inputs, start, self.trajectory))

    @torch.no_grad()
    def states_of(self, sample: int) -> dict[str, Tensor]:
        """See ``Measured.states_of``."""
        states = sample_states(self._step_inputs.network.states, self._result.trajectory, sample)
        return {name: tensor.cpu() for name, tensor in states.items()}

    def start_of_next(self) -> Start:
        """Return where a sequence begins that goes on from the last states of this one."""
        return self.start.after(self._result.trajectory).to(torch.device("cpu"))


def _to_processor(tensor: Tensor) -> Tensor:
    return tensor.detach().cpu()


def measure(step_inputs: StepInputs) -> Measurement:
    """Run a network over a batch and differentiate the batch loss by all states and parameters, with the reference."""
    return Measurement(step_inputs, forwards_and_backwards(step_inputs))


def diverged_quantity(parameters: Parameters, measurement: Measured) -> Quantity | None:
    """Return the first of parameters, loss and gradient norm that is not finite, None where all are."""
    if not bool(parameters.vector.isfinite().all()):
        return "parameters"
    if not math.isfinite(measurement.loss):
        return "loss"
    if not math.isfinite(measurement.gradient_norm):
        return "gradient_norm"
    return None
