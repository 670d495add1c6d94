"""Tasks that ask at the end for symbols that were read before.

``copy`` repeats symbols after a long silence, ``selective_copy`` those that stood scattered among blanks,
``associative_recall`` says the values that went with keys.
"""

from __future__ import annotations

import math
import string
from bisect import bisect_left
from functools import lru_cache
from typing import ClassVar, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.tasks.facts import Phase, PhaseName, TaskDocument, TaskFacts, TimedTask


class RecallTask(TimedTask):
    """What tasks share that read ``copied`` letters among blanks "." and ask with "?" for the letters in their order.

    While nothing is asked, the target is the blank. Every step is scored in the loss, only the recall in the metric.
    """

    criterion: ClassVar[float] = 0.95

    symbols: int = bounded(8, 2, 26, advanced=True)
    copied: int = bounded(5, 1, 50, advanced=True)

    @property
    def alphabet(self) -> tuple[str, ...]:
        """The letters that may have to be copied."""
        return tuple(string.ascii_lowercase[: self.symbols])

    @property
    def input_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """Letters, blank and "?"."""
        return (*self.alphabet, ".", "?")

    @property
    def output_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """Letters and blank."""
        return (*self.alphabet, ".")

    @property
    def sequence_length(self) -> int:  # type: ignore[override]
        """Number of time steps: letters and blanks, then the recall."""
        return self.length + 2 * self.copied

    def _recall_facts(self, required_lag: int, before: dict[PhaseName, int]) -> TaskFacts:
        """Return the facts, with the phases ``before`` the recall; chance knows the time step but no letter."""
        return self._facts(
            chance=self.copied * math.log(self.symbols) / self.sequence_length,
            required_lag=required_lag,
            solved=self.criterion,
            metric_chance=1.0 / self.symbols,
            phases=(*(Phase(name, steps) for name, steps in before.items()), Phase("recall", self.copied)),
            remembered=self.alphabet,
        )


class CopyTask(RecallTask):
    """Read ``copied`` symbols, wait for ``length`` steps, the last of them a "?", then say the symbols in order.

    While nothing is read or asked, input and target are the blank ".". Every step is scored in the loss, only the
    recall in the metric.
    """

    equation = ("y_t = x_{t−D−L} in the last L time steps",)
    source = "Arjovsky, Shah and Bengio, 2016, arXiv:1511.06464"

    kind: Literal["copy"] = "copy"
    length: int = bounded(20, 4, 2000, unit="time steps", scale="log")

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; chance is that of an answer that knows the time but no symbol."""
        return self._recall_facts(self.length + self.copied, {"read": self.copied, "wait": self.length})


class SelectiveCopyTask(RecallTask):
    """Read ``copied`` symbols at random places among ``length`` blanks, then say them in order.

    While a "?" is read, a symbol is asked for. Every step is scored in the loss, only the recall in the metric.
    """

    equation = ("y_{T−L+j} = x_{p_j}, p_1 < … < p_L, j = 1 … L",)
    source = "Gu and Dao, 2023, arXiv:2312.00752; after Jing et al., 2019, doi:10.1162/neco_a_01174"

    kind: Literal["selective_copy"] = "selective_copy"
    length: int = bounded(20, 4, 2000, unit="time steps", scale="log")

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; chance knows the time step, as the "?" tells it, but no symbol.

        Whoever sees the last k + 1 time steps of a recall knows a symbol where it stands among them, and is right in
        one of ``symbols`` elsewhere; the required lag is the least k with which that meets the criterion.
        """
        lag = selective_lag(self.length + self.copied, self.copied, self.symbols)
        return self._recall_facts(lag, {"read": self.length + self.copied})


@lru_cache(maxsize=64)
def selective_lag(room: int, copied: int, symbols: int) -> int:
    """Return the least k such that who sees the present input and the k before it meets the criterion.

    ``room``: time steps among which the symbols stand.
    """

    def accuracy(sight: int) -> float:
        """Average over the recall: the j-th symbol, asked for at step ``room`` + j, is in sight or guessed."""
        shares = [seen_share(room, copied, place, room + place - sight) for place in range(copied)]
        seen = sum(shares) / copied
        return seen + (1.0 - seen) / symbols

    return bisect_left(range(room + 1), RecallTask.criterion - 1e-9, key=accuracy)


def seen_share(room: int, copied: int, place: int, first: int) -> float:
    """Return how often symbol number ``place`` (from 0) of ``copied`` at random steps stands at ``first`` or later.

    It does where at most ``place`` of the symbols stand before.
    """
    before = min(max(first, 0), room)
    ways = sum(math.comb(before, few) * math.comb(room - before, copied - few) for few in range(place + 1))
    return ways / math.comb(room, copied)


class AssociativeRecallTask(TaskDocument):
    """Read ``stored`` keys, each with its value, then ``queries`` of these keys; say the value of each of them.

    No key stands in two pairs, a value may. Every query asks for a key drawn evenly among those that were read.
    """

    equation = ("y_t = x_{2i}, x_t = x_{2i−1}, t > 2 P, i ≤ P",)
    source = "Arora et al., 2023, arXiv:2312.04927; after Ba et al., 2016, arXiv:1610.06258"
    criterion: ClassVar[float] = 0.95

    kind: Literal["associative_recall"] = "associative_recall"
    stored: int = bounded(3, 1, 26, unit="pairs")
    queries: int = bounded(3, 1, 50)
    keys: int = bounded(8, 2, 26, advanced=True)
    values: int = bounded(4, 2, 10, advanced=True)

    @model_validator(mode="after")
    def _every_pair_has_a_key(self) -> AssociativeRecallTask:
        if self.stored > self.keys:
            raise PydanticCustomError(
                "stored_keys",
                "stored is {stored} and keys is {keys}; choose as many keys as pairs, or more",
                {"stored": self.stored, "keys": self.keys, "path": ["keys"]},
            )
        return self

    @property
    def input_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """Keys, letters; values, digits."""
        return (*string.ascii_lowercase[: self.keys], *self.output_labels)

    @property
    def output_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """Values."""
        return tuple(string.digits[: self.values])

    @property
    def sequence_length(self) -> int:  # type: ignore[override]
        """Number of time steps: two for a pair, one for a query."""
        return 2 * self.stored + self.queries

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; a key says nothing of its value, so there is no floor.

        Whoever sees the last k + 1 time steps knows the value of a key that is in sight with it, and of the one key
        whose value alone is; elsewhere one guess in ``values`` is right.
        """
        return self._facts(
            structure="many-to-many-encoder-decoder",
            required_lag=next(
                lag for lag in range(self.sequence_length) if self._accuracy(lag) >= self.criterion - 1e-9
            ),
            solved=self.criterion,
            phases=(Phase("read", 2 * self.stored), Phase("recall", self.queries)),
        )

    def _accuracy(self, sight: int) -> float:
        """Return how often the best answer to what is within ``sight`` is right, over all queries."""
        out_of_sight = [min(max(2 * self.stored + query - sight, 0) // 2, self.stored) for query in range(self.queries)]
        unknown = sum(out_of_sight) / (self.stored * self.queries)
        return 1.0 - unknown * (1.0 - 1.0 / self.values)
