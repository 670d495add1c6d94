"""A text that is read round and round: its symbols, and what can be said of them by counting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, final

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.tasks.alphabet import Alphabet, decompose

BuiltIn = Literal["english", "korean"]
MOST_CHARACTERS = 64


@final
@dataclass(frozen=True, eq=False)
class Corpus:
    """A decomposed text, whose last character is followed by its first. ``places`` (characters) int64 in the alphabet.

    The entropies are in nats a character and exact for a reader who goes round the whole text: ``unigram`` that of a
    character, ``bigram`` that of a character given the one before. ``accuracies`` are the shares of all characters that
    the most frequent follower of the 1, 2, 3 … characters before gets right, up to 1 or to ``MOST_CHARACTERS`` of them.
    """

    alphabet: Alphabet
    places: NDArray[np.int64]
    unigram: float
    bigram: float
    accuracies: tuple[float, ...]


@lru_cache(maxsize=64)
def corpus_of(text: str) -> Corpus:
    """Return what there is to know of ``text``; it is counted once."""
    characters = decompose(text)
    alphabet = Alphabet.of(characters)
    places = np.array(alphabet.encode(characters), dtype=np.int64)
    places.flags.writeable = False
    following = np.roll(places, -1)
    unigram = _entropy(places)
    bigram = max(0.0, _entropy(places * len(alphabet.symbols) + following) - unigram)
    return Corpus(alphabet, places, unigram, bigram, _accuracies(places))


@lru_cache(maxsize=2)
def built_in(name: BuiltIn) -> str:
    """Return a text that comes with the package, written for it."""
    return files("rnn_playground.experiment").joinpath("corpora", f"{name}.txt").read_text(encoding="utf-8")


def _entropy(values: NDArray[np.int64]) -> float:
    """Entropy in nats of the value at a random place."""
    share = np.unique(values, return_counts=True)[1] / len(values)
    return float(-(share * np.log(share)).sum())


def _accuracies(places: NDArray[np.int64]) -> tuple[float, ...]:
    """Return how often the most frequent follower of the last 1, 2, 3 … characters follows, until it always does.

    Classes of equal stretches grow by a character at a time. Longer ones than ``MOST_CHARACTERS`` are not counted.
    """
    stretches, ahead = places, 0
    shares: list[float] = []
    while len(shares) < MOST_CHARACTERS and (not shares or shares[-1] < 1.0):
        ahead += 1
        longer = _pairs(stretches, places, ahead)
        counts = np.bincount(longer)
        within = np.zeros(len(counts), dtype=np.int64)
        within[longer] = stretches  # what every longer stretch begins with
        most = np.zeros(int(stretches.max()) + 1, dtype=np.int64)
        np.maximum.at(most, within, counts)
        shares.append(int(most.sum()) / len(places))
        stretches = longer
    return tuple(shares)


def _pairs(stretches: NDArray[np.int64], places: NDArray[np.int64], distance: int) -> NDArray[np.int64]:
    """Classes of (stretch at i, character at i + distance)."""
    both = stretches * (int(places.max()) + 1) + np.roll(places, -distance)
    renumbered: NDArray[np.int64] = np.unique(both, return_inverse=True)[1]
    return renumbered
