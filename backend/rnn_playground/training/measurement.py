"""One training step up to, and without, its update: forward pass, loss and gradients."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import torch
from torch import Tensor

from rnn_playground.diagnostics.gradient_flow import GradientFlow, gradient_flow
from rnn_playground.experiment.bptt import FULL, Bptt, backward_chunks
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import Gradients, backpropagate
from rnn_playground.learning.clipping import gradient_norm
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss, predict, task_metric
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import BEGINNING, Start
from rnn_playground.learning.truncated_backpropagation import truncated_backpropagate
from rnn_playground.learning.unroll import Trajectory, sample_states, unroll
from rnn_playground.tasks import TaskBatch


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

    def states_of(self, sample: int) -> dict[str, Tensor]:
        """Return name → (layer, time_step, …) of the states of one sample, h first."""


class Measurement(NamedTuple):
    """What a step of the reference made. The trajectory is the graph's; ``gradients`` are those before clipping.

    Under truncated ``bptt`` the trajectory is detached. Implements ``Measured``.
    """

    trajectory: Trajectory
    gradients: Gradients
    loss: float
    metric: float
    gradient_norm: float
    states: tuple[str, ...]
    start: Start = BEGINNING
    bptt: Bptt = FULL

    def flow(self) -> GradientFlow:
        """See ``Measured.flow``."""
        return gradient_flow(self.gradients)

    @torch.no_grad()
    def states_of(self, sample: int) -> dict[str, Tensor]:
        """See ``Measured.states_of``."""
        return sample_states(self.states, self.trajectory, sample)


def measure(
    network: Network,
    parameters: Parameters,
    kind: Loss,
    batch: TaskBatch,
    scoring: Scoring,
    *,
    start: Start = BEGINNING,
    bptt: Bptt = FULL,
) -> Measurement:
    """Run ``network`` over ``batch`` from ``start``; differentiate the batch loss by all states and parameters.

    How far back it is differentiated is ``bptt``'s to say. One window over the whole sequence is full backpropagation.
    """
    seen = forwards_and_backwards(Given(network, parameters, kind, batch.inputs, scoring, start, bptt))
    value = float(seen.loss)
    metric = task_metric(kind, seen.predictions, scoring, value)
    norm = float(seen.norm.to(torch.float32))
    return Measurement(seen.trajectory, seen.gradients, value, metric, norm, network.states, start, bptt)


class Measure(Protocol):
    """What ``measure`` is: a way to measure a step."""

    def __call__(
        self,
        network: Network,
        parameters: Parameters,
        kind: Loss,
        batch: TaskBatch,
        scoring: Scoring,
        *,
        start: Start = BEGINNING,
        bptt: Bptt = FULL,
    ) -> Measured:
        """See ``measure``."""


class Given(NamedTuple):
    """What a forward and a backward pass start from; ``inputs`` are (time_step, batch, input)."""

    network: Network
    parameters: Parameters
    kind: Loss
    inputs: Tensor
    scoring: Scoring
    start: Start
    bptt: Bptt


class Passes(NamedTuple):
    """What a forward and a backward pass made: tensors, nothing of which was read.

    ``predictions`` (N, output) of the scored steps and ``loss`` () are detached; ``norm`` () is the gradient's.
    """

    trajectory: Trajectory
    predictions: Tensor
    loss: Tensor
    gradients: Gradients
    norm: Tensor


def forwards_and_backwards(given: Given) -> Passes:
    """Run a network over a sequence and differentiate, all on the device of the tensors."""
    network, parameters, kind, inputs, scoring, start, bptt = given
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
    return Passes(trajectory, predictions.detach(), loss.detach(), gradients, gradient_norm(gradients.parameters))
