"""A network that writes: it draws a symbol from its prediction, reads it, and predicts the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from rnn_playground.experiment.errors import Refusal
from rnn_playground.learning.reader import Reader


class Sample(NamedTuple):
    """What was written: ``symbols``, and the ``probabilities`` with which each of them was drawn."""

    symbols: tuple[int, ...]
    probabilities: tuple[float, ...]


def generate(
    reader: Reader,
    alphabet: Tensor,
    prompt: Sequence[int],
    *,
    classes: Sequence[int] | None = None,
    count: int,
    temperature: float,
    generator: np.random.Generator,
) -> Sample:
    """Read ``prompt`` from zero states, then draw ``count`` symbols, each of which is read before the next is drawn.

    ``alphabet`` (symbol, input) is what the network reads of each symbol; ``classes`` are the symbols that it chooses
    among, None for all. ``reader`` has read nothing yet, and carries its state all the way. A symbol is drawn
    from softmax(logits / ``temperature``); at temperature 0 it is the likeliest, of equally likely ones the first,
    with probability 1. Raises Refusal where there is no prompt, ValueError where the temperature is negative or the
    network has left the finite numbers.
    """
    if not prompt:
        raise Refusal("empty_prompt", "the prompt is empty; give at least 1 character to begin with", {})
    if temperature < 0.0:
        raise ValueError(f"the temperature is {temperature}; the bound is 0; choose 0 or more")
    chosen_among = range(len(alphabet)) if classes is None else classes
    symbols: list[int] = []
    probabilities: list[float] = []
    logits = reader.read(alphabet[list(prompt)])[-1]
    for _ in range(count):
        drawn, probability = _draw(logits.double().numpy(), temperature, generator)
        symbols.append(chosen_among[drawn])
        probabilities.append(probability)
        (logits,) = reader.read(alphabet[symbols[-1:]])
    return Sample(tuple(symbols), tuple(probabilities))


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
    drawn = int(np.searchsorted(np.cumsum(shares), generator.random(), side="right"))
    symbol = min(drawn, int(shares.nonzero()[0][-1]))  # the shares may add up to a little less than 1
    return symbol, float(shares[symbol])
