"""Forward and backward pass by the reference, as tensors on whatever device the network and its batch are."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from rnn_playground.experiment.learning import FULL, Bptt, backward_chunks
from rnn_playground.experiment.tasks import Loss
from rnn_playground.learning.backpropagation import Gradients, backpropagate
from rnn_playground.learning.clipping import gradient_norm
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import BEGINNING, Start
from rnn_playground.learning.truncated_backpropagation import truncated_backpropagate
from rnn_playground.learning.unroll import Trajectory, unroll


class Given(NamedTuple):
    """What a step is measured on: ``inputs`` are (time_step, batch, input), ``scoring`` says what of them is scored.

    They go on from ``start``; how far back the loss is differentiated is ``bptt``'s to say. One window over the whole
    sequence is full backpropagation.
    """

    network: Network
    parameters: Parameters
    kind: Loss
    inputs: Tensor
    scoring: Scoring
    start: Start = BEGINNING
    bptt: Bptt = FULL

    @property
    def has_one_loss(self) -> bool:
        """Whether the gradients are those of one loss along the paths that lead on in time, through the whole sequence.

        So they are where a state is h alone: c would count the h that is made of it, too.
        """
        whole = len(backward_chunks(self.bptt, len(self.inputs))) == 1
        return whole and len(self.scoring.time_steps) == 1 and len(self.network.states) == 1


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
