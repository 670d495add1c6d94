"""The training itself: draw a batch, run the network, differentiate, clip, update, print the loss."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from rnn_playground.cells import draw_parameters
from rnn_playground.cells.parameters import without_cut_links
from rnn_playground.experiment import Experiment, Lane
from rnn_playground.experiment.learning import TruncatedBptt, backward_chunks
from rnn_playground.experiment.tasks import carries_state, period_of
from rnn_playground.learning.backpropagation import backpropagate
from rnn_playground.learning.clipping import clip_gradient, gradient_norm
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.loss import batch_loss, predict
from rnn_playground.learning.network import Network
from rnn_playground.learning.optimizers import AVERAGES, build_optimizer, set_learning_rate
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.precision import dtype_of
from rnn_playground.learning.scoring import Scoring
from rnn_playground.learning.start import BEGINNING
from rnn_playground.learning.truncated_backpropagation import truncated_backpropagate
from rnn_playground.learning.unroll import Trajectory, unroll
from rnn_playground.tasks import BatchSource, TaskBatch


class TrainedNetwork:
    """One lane: its parameters, its optimiser, and where the next sequence starts."""

    def __init__(self, lane: Lane, experiment: Experiment, weight_seed: int) -> None:
        task = experiment.task
        drawn = draw_parameters(lane, task.input_size, task.output_size, weight_seed)
        self.lane, self.task = lane, task
        self.network = Network.build(lane.cell, lane.clamps, period_of(task))
        self.parameters = Parameters.join(
            {name: torch.from_numpy(value).to(dtype_of(experiment)) for name, value in drawn.items()}
        )
        self.optimizer = build_optimizer(lane.optimizer, self.parameters.vector)
        self.clip, self.bptt = lane.clip, lane.bptt
        self.start = BEGINNING
        self.first_step = 0 if lane.origin is None else lane.origin.step
        self.has_diverged = False

    def grow_from(self, trunk: TrainedNetwork, step: int) -> None:
        """Begin as a branch with what ``trunk`` has before the update of ``step``; the earlier changes hold."""
        averages = trunk.optimizer.state[trunk.parameters.vector]
        same = AVERAGES[trunk.lane.optimizer.kind] == AVERAGES[self.lane.optimizer.kind]
        self.parameters.vector.copy_(self._without_cut_links(trunk.parameters.vector))
        self.optimizer.state[self.parameters.vector] = (
            {name: self._without_cut_links(value) for name, value in averages.items()} if same else {}
        )
        self.start = trunk.start
        for earlier in range(step):
            self._take_up_changes(earlier)

    def _without_cut_links(self, value: Tensor) -> Tensor:
        """Return a copy; of a vector of all parameters with 0 where this network has no link."""
        copy = value.clone()
        if copy.shape == self.parameters.vector.shape:
            for name, view in self.parameters.split(copy).items():
                view.copy_(torch.from_numpy(without_cut_links(self.lane.cell, name, view.numpy().copy())))
        return copy

    def train(self, batch: TaskBatch, scoring: Scoring, step: int) -> float:
        """Return the loss of ``step`` and make its update; the changes due at ``step`` take effect in between."""
        vector = self.parameters.vector
        trajectory, loss, gradient = self._measure(batch, scoring)
        norm = float(gradient_norm(gradient).float())
        if not (vector.isfinite().all() and math.isfinite(loss) and math.isfinite(norm)):
            self.has_diverged = True
            return loss
        bptt = self.bptt
        self._take_up_changes(step)
        if self.bptt != bptt:
            trajectory, loss, gradient = self._measure(batch, scoring)
        vector.grad = gradient
        clip_gradient(self.clip, vector)
        self.optimizer.step()
        if carries_state(self.task):
            self.start = self.start.after(trajectory)
        return loss

    def _take_up_changes(self, step: int) -> None:
        for change in self.lane.changes:
            if change.step == step:
                if change.learning_rate is not None:
                    set_learning_rate(self.optimizer, change.learning_rate)
                self.clip, self.bptt = change.clip or self.clip, change.bptt or self.bptt

    def _measure(self, batch: TaskBatch, scoring: Scoring) -> tuple[Trajectory, float, Tensor]:
        """Return the forward pass, the batch loss, and its gradient as one vector."""
        trajectory = unroll(self.network, self.parameters, batch.inputs, self.start.states, self.start.time_step)
        loss = batch_loss(self.task.loss, predict(self.parameters, trajectory, scoring), scoring.targets)
        if isinstance(self.bptt, TruncatedBptt) and len(chunks := backward_chunks(self.bptt, len(batch.inputs))) > 1:
            passed = ForwardPass(self.network, self.parameters, batch.inputs, self.start, trajectory)
            gradients = truncated_backpropagate(self.task.loss, scoring, passed, chunks)
            return trajectory, float(loss.detach()), gradients.parameters
        return trajectory, float(loss.detach()), backpropagate(loss, trajectory, self.parameters).parameters


def train_and_print(experiment: Experiment, weight_seed: int, data_seed: int) -> None:
    """Print a line a step: its number and the loss of every lane, as float32; a lane that diverged prints no more.

    The seeds take the place of the document's. Batches and parameters are drawn in float64 and computed with in the
    document's precision, on one thread, so that the order of every sum is fixed.
    """
    torch.set_num_threads(1)
    source = BatchSource(experiment.task, experiment.batch_size, data_seed, dtype_of(experiment))
    networks = [TrainedNetwork(lane, experiment, weight_seed) for lane in experiment.lanes]
    print("step", *(f"loss_{letter}" for letter in "ABCD"[: len(networks)]), sep="\t")
    for step in range(experiment.steps):
        for each in networks:
            if each.lane.origin is not None and each.lane.origin.step == step:
                each.grow_from(networks[each.lane.origin.lane], step)
        batch = source.batch(step)
        scoring = Scoring.of(batch)
        losses: list[float | None] = []
        for each in networks:
            origin = each.lane.origin
            if origin is not None and step <= origin.step:
                each.has_diverged = networks[origin.lane].has_diverged  # Without its trunk it never begins.
            waits = each.has_diverged or step < each.first_step
            losses.append(None if waits else each.train(batch, scoring, step))
        print(step, *("" if loss is None else np.float32(loss) for loss in losses), sep="\t")
        if all(each.has_diverged for each in networks):
            break
