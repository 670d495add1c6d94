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


@final
@dataclass(frozen=True, eq=False)
class Corpus:
    """A decomposed text, whose last character is followed by its first. ``places`` (characters) int64 in the alphabet.

    The entropies are in nats a character and exact for a reader who goes round the whole text: ``unigram`` that of a
    character, ``bigram`` that of a character given the one before. ``context`` is how many characters before the
    present one have to be known, beside it, for the next to be certain everywhere.
    """

    alphabet: Alphabet
    places: NDArray[np.int64]
    unigram: float
    bigram: float
    context: int


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
    return Corpus(alphabet, places, unigram, bigram, _certain_context(places))


@lru_cache(maxsize=2)
def built_in(name: BuiltIn) -> str:
    """Return a text that comes with the package, written for it."""
    return files("rnn_playground.experiment").joinpath("corpora", f"{name}.txt").read_text(encoding="utf-8")


def _entropy(values: NDArray[np.int64]) -> float:
    """Entropy in nats of the value at a random place."""
    share = np.unique(values, return_counts=True)[1] / len(values)
    return float(-(share * np.log(share)).sum())


def _certain_context(places: NDArray[np.int64]) -> int:
    """Smallest k such that k + 1 successive characters never have two different successors.

    Classes of equal stretches are built by doubling their length (Karp, Miller and Rosenberg, 1972), then k is found
    by halving: with longer stretches the successors can only become more certain.
    """
    classes = [places]  # classes[p]: of the 2^p characters from each place on

    def stretches(length: int) -> NDArray[np.int64]:
        power = length.bit_length() - 1
        while len(classes) <= power:
            classes.append(_pairs(classes[-1], 2 ** (len(classes) - 1)))
        return _pairs(classes[power], length - 2**power)

    def certain(length: int) -> bool:
        return int(stretches(length).max()) == int(stretches(length + 1).max())

    shortest, longest = 1, len(places)  # a whole round is always certain
    while shortest < longest:
        middle = (shortest + longest) // 2
        shortest, longest = (shortest, middle) if certain(middle) else (middle + 1, longest)
    return shortest - 1


def _pairs(classes: NDArray[np.int64], distance: int) -> NDArray[np.int64]:
    """Classes of (class at i, class at i + distance)."""
    both = classes * (int(classes.max()) + 1) + np.roll(classes, -distance)
    renumbered: NDArray[np.int64] = np.unique(both, return_inverse=True)[1]
    return renumbered
