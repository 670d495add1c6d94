"""Tasks whose answer at every time step is the state of a small machine that the inputs drive.

``word_problem`` multiplies permutations, ``flip_flop`` holds the sign of the last pulse of every channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.tasks.facts import TaskFacts, TimedTask, entropy

Letters = Literal["generators", "elements"]


class Group(NamedTuple):
    """A symmetric group. ``elements`` (g, n): what g puts at each place; ``product`` (g, h): g, then h, by number.

    Element 0 is the identity. ``generators``: the exchange of the first two, and the rotation of all.
    """

    elements: NDArray[np.int64]
    product: NDArray[np.int64]
    generators: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Each element as the numbers 1 … n in the order that it puts them in."""
        return tuple("".join(str(place + 1) for place in element) for element in self.elements.tolist())


@lru_cache(maxsize=8)
def symmetric_group(degree: int) -> Group:
    """Return S_n of n = ``degree`` things, its elements in lexicographic order."""
    elements = np.array(list(permutations(range(degree))))
    number = {tuple(element): index for index, element in enumerate(elements.tolist())}
    composed = elements[:, elements].tolist()
    product = np.array([[number[tuple(element)] for element in row] for row in composed])
    exchange, rotation = (1, 0, *range(2, degree)), (*range(1, degree), 0)
    return Group(elements, product, (number[exchange], number[rotation]))


class WordProblemTask(TimedTask):
    """Read permutations, one a time step; say at every step what all of them so far come to, one after the other.

    ``group``: of three things, 6 permutations, or of five, 120. ``letters``: what is read is one of two generators, a
    that exchanges the first two things and b that moves all of them round by one, or any element of the group.
    """

    equation = ("y_t = y_{t−1} x_t, y_0 = 1",)
    source = "Merrill, Petty and Sabharwal, 2024, arXiv:2404.08819"
    criterion: ClassVar[float] = 0.95

    kind: Literal["word_problem"] = "word_problem"
    length: int = bounded(12, 4, 2000, unit="time steps", scale="log")
    group: Literal["s3", "s5"] = "s3"
    letters: Letters = "elements"

    @property
    def degree(self) -> int:
        """How many things are moved."""
        return {"s3": 3, "s5": 5}[self.group]

    @property
    def of(self) -> Group:
        """The group, with its table."""
        return symmetric_group(self.degree)

    @property
    def read_elements(self) -> Sequence[int]:
        """The numbers of the elements that may be read."""
        return self.of.generators if self.letters == "generators" else range(len(self.of.elements))

    @property
    def input_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """The generators a and b, or the elements."""
        return ("a", "b") if self.letters == "generators" else self.of.names

    @property
    def output_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """The elements."""
        return self.of.names

    def facts(self) -> TaskFacts:
        """Return what is known beforehand, from the exact shares of the elements after every step.

        Chance says every element as often as it is right: even odds where elements are read, as each is as likely at
        every step; nearly so where generators are. The product of the steps before tells nothing of the present
        letter, so the floor is the entropy of that product. Whoever sees k + 1 letters of a longer word says what
        they come to after the product that comes most often before them.
        """
        shares = word_shares(self.group, self.letters, self.length)
        answers, passed = shares[1:].mean(axis=0), shares[1:].cumsum(axis=0)
        return self._facts(
            chance=entropy(answers.tolist()),
            floor=entropy(shares[:-1].mean(axis=0).tolist()),
            required_lag=next(lag for lag in range(self.length) if known_share(passed, lag) >= self.criterion - 1e-9),
            solved=self.criterion,
            metric_chance=float(answers.max()),
        )


@lru_cache(maxsize=64)
def word_shares(group: Literal["s3", "s5"], letters: Letters, length: int) -> NDArray[np.float64]:
    """Return (step, element), steps 0 to ``length``: how often the product of so many letters is each element."""
    task = WordProblemTask.model_construct(group=group, letters=letters)
    product, read = task.of.product, list(task.read_elements)
    walk = np.eye(len(product))[product[:, read]].mean(axis=1)
    shares = np.zeros((length + 1, len(product)))
    shares[0, 0] = 1.0
    for step in range(length):
        shares[step + 1] = shares[step] @ walk
    shares.flags.writeable = False
    return shares


def known_share(passed: NDArray[np.float64], sight: int) -> float:
    """Return how often the best answer to the last ``sight`` + 1 letters is right, over all steps of a word.

    ``passed`` (step, element): the sum of the shares of the elements after steps 1 to that one.
    """
    length = len(passed)
    hidden = float(passed[length - sight - 2].max()) if sight < length - 1 else 0.0
    return (sight + 1 + hidden) / length


class FlipFlopTask(TimedTask):
    """Read pulses, +1 or −1 and now and then; say at every step which sign the last pulse of every channel had.

    Every channel has a pulse at the first step, and at any later one with probability ``pulse_rate``.
    """

    loss = "mean_squared_error"
    modality = "values"
    equation = ("y_t = x_t if x_t ≠ 0 else y_{t−1}",)
    source = "Sussillo and Barak, 2013, doi:10.1162/NECO_a_00409"
    criterion: ClassVar[float] = 0.05

    kind: Literal["flip_flop"] = "flip_flop"
    length: int = bounded(60, 4, 2000, unit="time steps", scale="log")
    bits: int = bounded(3, 1, 4)
    pulse_rate: float = bounded(0.1, 0.01, 0.9, scale="log", advanced=True)

    @property
    def input_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """A pulse for every bit."""
        return tuple(f"pulse {bit + 1}" for bit in range(self.bits))

    @property
    def output_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """The bits that are held."""
        return tuple(f"bit {bit + 1}" for bit in range(self.bits))

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; chance is the variance 1 of a sign.

        The present input tells a bit at the first step and where there is a pulse. Whoever sees the last k + 1 inputs
        knows a bit unless none of them has its pulse, and the first step is not among them; then 0 is the best answer.
        """
        quiet = 1.0 - self.pulse_rate

        def loss(sight: int) -> float:
            return max(0, self.length - sight - 1) / self.length * quiet ** (sight + 1)

        return self._facts(
            chance=1.0,
            floor=loss(0),
            required_lag=next(lag for lag in range(self.length) if loss(lag) <= self.criterion + 1e-9),
            solved=self.criterion,
            levels=(-1.0, 0.0, 1.0),
        )
