"""brackets: which bracket is open?"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.entropy import entropy
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts

PAIRS = ("()", "[]", "{}", "<>")

CRITERION = 0.99


class BracketsTask(Document):
    """Read brackets that never close wrongly; say at every step which kind is the innermost open one, or none.

    Each step opens a bracket of a kind drawn evenly, or closes the innermost one, with even odds; with none open it
    opens, at ``max_depth`` it closes.
    """

    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "symbols"
    equation: ClassVar[tuple[str, ...]] = ("y_t = the innermost bracket open after x_1 … x_t",)
    source: ClassVar[str] = "Chomsky and Schützenberger, 1963, doi:10.1016/S0049-237X(08)72023-8"

    kind: Literal["brackets"] = "brackets"
    length: int = bounded(24, 4, 2000, unit="time steps", scale="log")
    pairs: int = bounded(2, 1, len(PAIRS))
    max_depth: int | None = bounded(None, 2, 100, advanced=True)

    @property
    def deepest(self) -> int:
        """Most brackets that are open at a time: as given, or a third of the length, from 2 to 8."""
        return min(8, max(2, self.length // 3)) if self.max_depth is None else self.max_depth

    @property
    def alphabet(self) -> tuple[str, ...]:
        """The opening brackets, then the closing ones in the same order."""
        return tuple(pair[0] for pair in PAIRS[: self.pairs]) + tuple(pair[1] for pair in PAIRS[: self.pairs])

    @property
    def input_size(self) -> int:
        """Opening and closing brackets."""
        return 2 * self.pairs

    @property
    def output_size(self) -> int:
        """None open, or the kind of the innermost."""
        return self.pairs + 1

    @property
    def sequence_length(self) -> int:
        """Number of time steps."""
        return self.length

    def facts(self) -> TaskFacts:
        """Return what is known beforehand.

        Chance says none and each kind as often as they are right; the floor also looks whether a bracket opens, which
        tells the answer, or closes. A balanced stretch of even length hides what was open before it; the required lag
        is the shortest sight whose best guess behind longer stretches meets the criterion.
        """
        walk = depth_shares(self.length, self.deepest)
        emptied = walk.emptied / walk.closing
        return TaskFacts(
            kind=self.kind,
            structure="many-to-many",
            loss=self.loss,
            metric="accuracy",
            chance=entropy(self._answers(walk.emptied)),
            floor=walk.closing * entropy(self._answers(emptied)),
            required_lag=sight_needed(self.length, self.deepest, self.pairs),
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=self.alphabet,
            output_labels=("∅", *self.alphabet[: self.pairs]),
            solved=SolvedCriterion("metric", ">=", CRITERION, 10),
            modality=self.modality,
            metric_chance=max(self._answers(walk.emptied)),
        )

    def _answers(self, none: float) -> tuple[float, ...]:
        """Return the probability of every class where none is open with probability ``none``."""
        return (none, *[(1.0 - none) / self.pairs] * self.pairs)


class DepthShares(NamedTuple):
    """Shares of all steps: those that close a bracket, and those that close the last one open."""

    closing: float
    emptied: float


@lru_cache(maxsize=64)
def depth_shares(length: int, deepest: int) -> DepthShares:
    """Return the exact shares over walks of ``length`` steps between the depths 0 and ``deepest``."""
    opens = _opening(deepest)
    depth = np.zeros(deepest + 1)
    depth[0] = 1.0
    closing = emptied = 0.0
    for _ in range(length):
        opened, closed = depth * opens, depth * (1.0 - opens)
        closing += float(closed.sum())
        emptied += float(closed[1])
        depth = np.zeros(deepest + 1)
        depth[1:] += opened[:-1]
        depth[:-1] += closed[1:]
    return DepthShares(closing / length, emptied / length)


@lru_cache(maxsize=64)
def sight_needed(length: int, deepest: int, pairs: int) -> int:
    """Return the least k such that who sees the last k + 1 brackets can be right in a share ``CRITERION`` of all steps.

    What is open is in sight unless the depth was nowhere lower since before the k + 1 brackets, and they are not the
    first; then the more frequent answer is given: none, or one of the kinds.
    """
    opens = _opening(deepest)
    stood = _time_at_depths(length, opens)
    ends = np.eye(deepest + 1)  # (lowest, depth): odds to go from the depth to the lowest, without falling below it
    allowed = np.triu(np.ones_like(ends))
    for sight in range(length):
        raised = np.pad(ends[:, 1:], ((0, 0), (0, 1)))
        lowered = np.pad(ends[:, :-1], ((0, 0), (1, 0)))
        ends = allowed * (opens * raised + (1.0 - opens) * lowered)
        hidden = ends @ stood[length - sight - 1]
        none, some = float(hidden[0]), float(hidden[1:].sum())
        if min(some, none + some * (1.0 - 1.0 / pairs)) <= (1.0 - CRITERION) * length + 1e-9:
            return sight
    raise ValueError("whoever sees the whole sequence is always right")


def _opening(deepest: int) -> NDArray[np.float64]:
    """Return the odds (depth) that the next bracket opens."""
    opens = np.full(deepest + 1, 0.5)
    opens[0], opens[deepest] = 1.0, 0.0
    return opens


def _time_at_depths(length: int, opens: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, depth): after how many of the steps 1 … n, n < ``length``, so many brackets are open."""
    depth, times = np.eye(len(opens))[0], np.zeros((length, len(opens)))
    for step in range(1, length):
        opened, closed = depth * opens, depth * (1.0 - opens)
        depth = np.pad(opened[:-1], (1, 0)) + np.pad(closed[1:], (0, 1))
        times[step] = times[step - 1] + depth
    return times
