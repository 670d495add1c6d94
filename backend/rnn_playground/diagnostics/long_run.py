"""A network that reads on and on: the Lyapunov exponents of its layers beyond the sequences that it learns from."""

from __future__ import annotations

import torch
from torch import Tensor

from rnn_playground.diagnostics.lyapunov import LongRun, long_run_exponents, stretches
from rnn_playground.diagnostics.step_jacobian import batch_jacobians
from rnn_playground.learning.forward_pass import ForwardPass
from rnn_playground.learning.network import Network
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.start import BEGINNING
from rnn_playground.learning.unroll import prepare, unroll

BLOCK = 32
"""Time steps whose Jacobians are held at once."""


def long_run(network: Network, parameters: Parameters, inputs: Tensor, transient: int) -> list[LongRun]:
    """Return the exponents of each layer, of its own Jacobians, while the network reads ``inputs``.

    ``inputs`` (time_step, run, input) are independent runs side by side, each from the zero state; the first
    ``transient`` time steps, in which the state comes near to where it stays and the directions turn into the order of
    their growth, do not count. Computed in float64.
    """
    exact = parameters.to(torch.float64)
    weights, start = prepare(network, exact), BEGINNING
    size = sum(shape.numel() for shape in map(torch.Size, network.state_shapes.values()))
    turned = [torch.eye(size, dtype=torch.float64).repeat(inputs.shape[1], 1, 1) for _ in network.cells]
    found: list[list[Tensor]] = [[] for _ in network.cells]
    for block in torch.split(inputs.double(), BLOCK):
        with torch.no_grad():
            run = unroll(network, exact, block, start.states, start.time_step, prepared=weights)
        passed = ForwardPass(network, exact, block, start, run)
        for layer in range(len(network.cells)):
            turned[layer], logarithms = stretches(batch_jacobians(passed, layer), turned[layer])
            found[layer].append(logarithms)
        start = start.after(run)
    return [long_run_exponents(torch.cat(layer)[transient:]) for layer in found]
