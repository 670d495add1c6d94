"""A network left to itself: after a warm-up it reads its own predictions."""

from __future__ import annotations

import torch
from torch import Tensor

from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import prepare, unroll


@torch.no_grad()
def free_run(network: Network, parameters: Parameters, inputs: Tensor, warm_up: int) -> Tensor:
    """Return the predictions (time_step, batch, output) where step t ≥ ``warm_up`` reads the prediction of step t − 1.

    The first ``warm_up`` (at least 1) steps read ``inputs`` (time_step, batch, input), as wide as the output.
    """
    weights = prepare(network, parameters)
    trajectory = unroll(network, parameters, inputs[:warm_up], prepared=weights)
    predictions = [read_out(parameters, step.state[0]) for step in trajectory.top]
    for time_step in range(len(predictions), len(inputs)):
        last, states = predictions[-1][None], trajectory.final_states
        trajectory = unroll(network, parameters, last, states, time_step, prepared=weights)
        predictions.append(read_out(parameters, trajectory.top[-1].state[0]))
    return torch.stack(predictions)
