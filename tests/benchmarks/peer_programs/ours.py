"""Our kernels: every state, every ∂L/∂h_t, the profiles and the gradient's norm, whether asked for or not."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from turns import Train, take_turns

from rnn_playground.experiment import Experiment
from rnn_playground.kernels.fused_network import Averages, FusedNetwork, prepare_batches
from rnn_playground.kernels.load import load_kernels
from rnn_playground.kernels.update import rule_of
from rnn_playground.tasks import TaskBatch

UPDATES_A_CALL = 16


class _LastStep(NamedTuple):
    """As much of a task as a network is built from."""

    sequence_length: int
    input_size: int
    output_size: int = 1
    loss: str = "mean_squared_error"


def build(problem: dict[str, Any], keeps: bool) -> Train:
    """Return what trains on ``problem``, many updates in a call, as the trainer makes them."""
    inputs, target = torch.tensor(problem["inputs"]), torch.tensor(problem["target"])
    values = {name: np.array(value, dtype=np.float32) for name, value in problem["parameters"].items()}
    time_steps, samples, width = inputs.shape
    cell = {"kind": problem["cell"], "hidden_size": values["W_hh"].shape[1]}
    lane = Experiment.model_validate({"lanes": [{"cell": cell}]}).lanes[0]
    names = ("W_xh.0", "W_hh.0", "b_xh.0", "b_hh.0", "W_hy", "b_y")
    shapes = dict(zip(names, (value.shape for value in values.values()), strict=True))
    vector = np.concatenate([value.ravel() for value in values.values()])
    task: Any = _LastStep(time_steps, width)
    network = FusedNetwork.build(lane.cell, task, shapes, samples, lane.bptt, vector)
    batches = prepare_batches(repeated(inputs, target, UPDATES_A_CALL))
    means, squares = np.zeros_like(vector), np.zeros_like(vector)
    rule = rule_of(lane.optimizer, 1e-3, lane.clip)
    made, loss = 0, float(network.measure(batches, 0).scalars[0, 0])

    def train(updates: int) -> list[float]:
        nonlocal made, loss
        steps = network.train(batches, 0, updates, rule, Averages(means, squares, made), carries=False)
        made = steps.updates
        losses, loss = [loss, *steps.scalars[:-1, 0]], float(steps.scalars[-1, 0])
        return losses

    return train


def repeated(inputs: torch.Tensor, target: torch.Tensor, count: int) -> TaskBatch:
    """Return the same batch so many times, whose target is that of the last time step."""
    targets = torch.zeros(*inputs.shape[:2], 1)
    targets[-1] = target
    mask = torch.zeros(inputs.shape[:2], dtype=torch.bool)
    mask[-1] = True
    return TaskBatch(inputs.repeat(1, count, 1), targets.repeat(1, count, 1), mask.repeat(1, count))


if __name__ == "__main__":
    torch.set_num_threads(1)
    load_kernels()
    take_turns("ours", build)
