"""A network that writes: it draws a symbol from its prediction, reads it, and predicts the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from rnn_playground.experiment.refusal import Refusal
from rnn_playground.learning.network import Network, read_out
from rnn_playground.learning.parameters import Parameters
from rnn_playground.learning.unroll import prepare, unroll


class Sample(NamedTuple):
    """What was written: ``symbols``, and the ``probabilities`` with which each of them was drawn."""

    symbols: tuple[int, ...]
    probabilities: tuple[float, ...]


@torch.no_grad()
def generate(
    network: Network,
    parameters: Parameters,
    prompt: Sequence[int],
    *,
    count: int,
    temperature: float,
    generator: np.random.Generator,
) -> Sample:
    """Read ``prompt`` from zero states, then draw ``count`` symbols, each of which is read before the next is drawn.

    The network reads one-hot symbols and predicts as many classes; the state is carried all the way. A symbol is drawn
    from softmax(logits / ``temperature``); at temperature 0 it is the likeliest, of equally likely ones the first,
    with probability 1. Raises Refusal where there is no prompt, ValueError where the temperature is negative or the
    network has left the finite numbers.
    """
    if not prompt:
        raise Refusal("empty_prompt", "the prompt is empty; give at least 1 character to begin with", {})
    if temperature < 0.0:
        raise ValueError(f"the temperature is {temperature}; the bound is 0; choose 0 or more")
    weights = prepare(network, parameters)
    trajectory = unroll(network, parameters, _one_hot(prompt, parameters), prepared=weights)
    symbols: list[int] = []
    probabilities: list[float] = []
    for time_step in range(len(prompt), len(prompt) + count):
        logits = read_out(parameters, trajectory.top[-1].state[0])[0]
        symbol, probability = _draw(logits.double().numpy(), temperature, generator)
        symbols.append(symbol)
        probabilities.append(probability)
        drawn, states = _one_hot([symbol], parameters), trajectory.final_states
        trajectory = unroll(network, parameters, drawn, states, time_step, prepared=weights)
    return Sample(tuple(symbols), tuple(probabilities))


def _one_hot(symbols: Sequence[int], parameters: Parameters) -> Tensor:
    """Return (time_step, 1, symbol)."""
    classes = parameters["b_y"].shape[0]
    return functional.one_hot(torch.tensor(symbols)[:, None], classes).to(parameters.vector.dtype)


def _draw(logits: NDArray[np.float64], temperature: float, generator: np.random.Generator) -> tuple[int, float]:
    if not np.isfinite(logits).all():
        raise ValueError("the network's predictions are not finite any more; sample from a run that has not diverged")
    likeliest = int(logits.argmax())
    if temperature == 0.0:
        return likeliest, 1.0
    relative = logits - logits[likeliest]
    with np.errstate(over="ignore"):  # a quotient of −∞ at a tiny temperature is a share of 0
        weights = np.exp(relative / temperature)
    shares = weights / weights.sum()
    place = int(np.searchsorted(np.cumsum(shares), generator.random(), side="right"))
    symbol = min(place, int(shares.nonzero()[0][-1]))  # the shares may add up to a little less than 1
    return symbol, float(shares[symbol])
