"""Forward and backward pass by the kernels for a card: what ``passes`` computes, in a few launches a layer."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from rnn_playground.card_kernels.recurrences import Derivatives, ElmanLayer, GruLayer, LstmLayer, Made, Recurrence
from rnn_playground.cells import Cell, Weights
from rnn_playground.cells.activation_functions import FUNCTIONS
from rnn_playground.cells.elman import Elman
from rnn_playground.cells.gru import Gru
from rnn_playground.cells.lstm import Lstm
from rnn_playground.learning.backpropagation import Gradients
from rnn_playground.learning.clipping import gradient_norm
from rnn_playground.learning.loss import batch_loss, predict_from
from rnn_playground.learning.network import Network
from rnn_playground.learning.unroll import Trajectory, prepare
from rnn_playground.training.passes import Given, Passes

MOST_UNITS = 128
"""More than these a program cannot hold."""
MOST_NUMBERS = 2**31
"""Places in a tensor that an index of 32 bits reaches."""


class _Layer(NamedTuple):
    """``inputs`` (time_step, batch, input)."""

    recurrence: Recurrence
    weights: Weights
    inputs: Tensor
    made: Made


def can_fuse(network: Network, time_steps: int, batch: int) -> bool:
    """Tell whether the kernels compute ``network`` along so many steps, in full from zero states, in float32."""
    numbers = time_steps * batch * 4 * network.hidden_size
    fits = network.hidden_size <= MOST_UNITS and numbers < MOST_NUMBERS
    return fits and None not in map(_recurrence, network.cells)


@torch.no_grad()
def fused_passes(given: Given) -> Passes:
    """Run a network over a sequence and differentiate; see ``forwards_and_backwards``."""
    layers = _upwards(given)
    loss, predictions, above, read_out = _read_out(given, layers[-1].made.state[0])
    parameters, states = dict(read_out), []
    for number, layer in reversed(list(enumerate(layers))):
        derivatives = layer.recurrence.backward(layer.weights, layer.made, above)
        states.append(list(zip(*(tensor.unbind() for tensor in derivatives.state), strict=True)))
        parameters |= {f"{name}.{number}": value for name, value in _by_parameters(given, number, layer, derivatives)}
        above = derivatives.drive @ layer.weights["W_xh"]
    gradient = torch.cat([parameters[name].flatten() for name in given.parameters])
    trajectory = Trajectory([layer.made.steps() for layer in layers])
    return Passes(trajectory, predictions, loss, Gradients(states[::-1], gradient), gradient_norm(gradient))


def _upwards(given: Given) -> list[_Layer]:
    layers, inputs = [], given.inputs
    for cell, weights in zip(given.network.cells, prepare(given.network, given.parameters), strict=True):
        recurrence = _recurrence(cell)
        assert recurrence is not None
        made = recurrence.forward(weights, cell.drive(weights, inputs).contiguous())
        layers.append(_Layer(recurrence, weights, inputs, made))
        inputs = made.state[0]
    return layers


def _read_out(given: Given, hidden_state: Tensor) -> tuple[Tensor, Tensor, Tensor, dict[str, Tensor]]:
    """Return loss, predictions, ∂L/∂h_t of the top layer by the read-out alone, and the read-out's own gradients."""
    with torch.enable_grad():
        leaf = hidden_state.detach().requires_grad_()
        predictions = predict_from(given.parameters, leaf.unbind(), given.scoring)
        loss = batch_loss(given.kind, predictions, given.scoring.targets)
    names = ("W_hy", "b_y")
    leaves = [leaf, *(given.parameters[name] for name in names)]
    above, *rest = torch.autograd.grad(loss, leaves, materialize_grads=True)
    return loss.detach(), predictions.detach(), above.contiguous(), dict(zip(names, rest, strict=True))


def _by_parameters(given: Given, number: int, layer: _Layer, derivatives: Derivatives) -> list[tuple[str, Tensor]]:
    """Return ∂L by the parameters of a layer: sums over time steps and sequences."""
    drive, recurrent = derivatives.drive.flatten(0, 1), derivatives.recurrent.flatten(0, 1)
    batch = layer.inputs.shape[1]
    before = layer.made.state[0].flatten(0, 1)[:-batch]
    recurrence = recurrent[batch:].t() @ before
    mask = _mask(given.network.cells[number])
    found = {
        "W_xh": drive.t() @ layer.inputs.flatten(0, 1),
        "W_hh": recurrence if mask is None else torch.where(mask, recurrence, 0.0),
        "b_xh": drive.sum(0),
        "b_hh": recurrent.sum(0),
    }
    return [(name, found[name]) for name in given.parameters.layer(number)]


def _recurrence(cell: Cell) -> Recurrence | None:
    match cell:
        case Elman(activation=activation):
            kind = next((kind for kind, function in FUNCTIONS.items() if function is activation.function), None)
            return None if kind is None else ElmanLayer(kind)
        case Lstm():
            return LstmLayer()
        case Gru():
            return GruLayer()
        case _:
            return None


def _mask(cell: Any) -> Tensor | None:
    mask: Tensor | None = cell.mask
    return mask
