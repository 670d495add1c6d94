"""A text that is read round and round: its characters as bounded symbols, and what can be said of them by counting."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Literal, final

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.errors import Refusal

OTHER = "\N{REPLACEMENT CHARACTER}"
LARGEST = 127
HELD_OUT = 0.15
FEWEST_HELD_OUT = 100
_SHOWN = {" ": "␣", "\n": "↵", "\t": "⇥"}


def decompose(text: str) -> str:
    """Return ``text`` in normal form D with plain line ends: Hangul syllables as jamo, accents as marks of their own.

    11 172 syllables become 67 letters, so that an alphabet stays small (Unicode Standard Annex 15).
    """
    return unicodedata.normalize("NFD", text.replace("\r\n", "\n").replace("\r", "\n"))


def read_and_held_out(places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return a text's part that is trained on, and its last 15 %, kept back: nothing where these are fewer than 100."""
    count = int(HELD_OUT * len(places))
    read, held_out = np.split(places, [len(places) - (count if count >= FEWEST_HELD_OUT else 0)])
    read.flags.writeable = held_out.flags.writeable = False
    return read, held_out


@final
@dataclass(frozen=True)
class Alphabet:
    """``symbols`` in the order of the one-hot vectors; the last may be ``OTHER``, which stands for any rarer one."""

    symbols: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Alphabet:
        """Return the alphabet of a decomposed text: its characters by code point.

        If there are more than 127, the 127 most frequent (of equally frequent ones the first by code point) and
        ``OTHER``.
        """
        counts = Counter(text)
        rare = counts.pop(OTHER, 0) > 0 or len(counts) > LARGEST
        kept = sorted(counts, key=lambda symbol: (-counts[symbol], symbol))[:LARGEST]
        return cls((*sorted(kept), OTHER) if rare else tuple(sorted(kept)))

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What a person is shown for each symbol: a final consonant as -ㄱ, a mark on a dotted circle, a blank as ␣."""
        return tuple(_label(symbol) for symbol in self.symbols)

    def encode(self, text: str) -> tuple[int, ...]:
        """Return the places of the characters of ``text``, which is decomposed first.

        Raises Refusal where a character is not in the alphabet and nothing stands for it.
        """
        characters = decompose(text)
        missing = next((character for character in characters if character not in self._places), None)
        if missing is None:
            return tuple(self._places[character] for character in characters)
        if OTHER not in self._places:
            raise Refusal(
                "unknown_character",
                "the network has never seen {character}; use only these characters: {known}",
                {"character": _label(missing), "known": " ".join(self.labels)},
            )
        other = self._places[OTHER]
        return tuple(self._places.get(character, other) for character in characters)

    def decode(self, places: Sequence[int]) -> str:
        """Return the text of these places, composed again: jamo as syllables."""
        return unicodedata.normalize("NFC", "".join(self.symbols[place] for place in places))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {symbol: place for place, symbol in enumerate(self.symbols)}


def _label(symbol: str) -> str:
    if symbol in _SHOWN:
        return _SHOWN[symbol]
    name = unicodedata.name(symbol, "")
    for position, shown in (("CHOSEONG", "{}"), ("JUNGSEONG", "{}"), ("JONGSEONG", "-{}")):
        if name.startswith(f"HANGUL {position} "):
            letter = name.replace(position, "LETTER", 1)
            return shown.format(_named(letter) or symbol)
    return f"◌{symbol}" if unicodedata.combining(symbol) else symbol


def _named(name: str) -> str | None:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return None


BuiltIn = Literal["english", "korean"]
MOST_CHARACTERS = 64
MOST_UNSEEN = 5


@final
@dataclass(frozen=True, eq=False)
class Corpus:
    """A decomposed text. ``places`` (characters) int64 in the alphabet are read, the last followed by the first;
    ``held_out`` are those of its end, which no training step reads.

    The entropies are in nats a character and exact for a reader who goes round ``places``: ``unigram`` that of a
    character, ``bigram`` that of a character given the one before. ``accuracies`` are the shares of these characters
    that the most frequent follower of the 1, 2, 3 … characters before gets right, up to 1 or to ``MOST_CHARACTERS`` of
    them; ``unseen`` those of the held-out ones after the first, as counted on ``places``, for 1 to
    ``MOST_UNSEEN`` characters: of as many of them as were ever seen together.
    """

    alphabet: Alphabet
    places: NDArray[np.int64]
    held_out: NDArray[np.int64]
    unigram: float
    bigram: float
    accuracies: tuple[float, ...]
    unseen: tuple[float, ...]


@lru_cache(maxsize=64)
def corpus_of(text: str) -> Corpus:
    """Return what there is to know of ``text``; it is counted once."""
    characters = decompose(text)
    alphabet = Alphabet.of(characters)
    places, held_out = read_and_held_out(np.array(alphabet.encode(characters), dtype=np.int64))
    following = np.roll(places, -1)
    unigram = _entropy(places)
    bigram = max(0.0, _entropy(places * len(alphabet.symbols) + following) - unigram)
    unseen = _unseen(places.tolist(), held_out.tolist())
    return Corpus(alphabet, places, held_out, unigram, bigram, _accuracies(places), unseen)


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


def _unseen(places: Sequence[int], held_out: Sequence[int]) -> tuple[float, ...]:
    """Return how often the most frequent follower of the last 1, 2, 3 … characters follows in ``held_out``.

    Followers are counted on ``places``; of equally frequent ones it is the first seen. A stretch that was never seen
    there is cut at its beginning until it was.
    """
    followers: defaultdict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
    for sight in range(MOST_UNSEEN + 1):
        for end, follower in enumerate(places):
            followers[tuple(places[place % len(places)] for place in range(end - sight, end))][follower] += 1
    best = {stretch: counts.most_common(1)[0][0] for stretch, counts in followers.items()}

    def guess(end: int, sight: int) -> int:
        seen = (tuple(held_out[first:end]) for first in range(max(0, end - sight), end + 1))
        return next(best[stretch] for stretch in seen if stretch in best)

    asked = range(1, len(held_out))
    return tuple(
        sum(guess(end, sight) == held_out[end] for end in asked) / len(asked)
        for sight in (range(1, MOST_UNSEEN + 1) if asked else ())
    )


def _pairs(stretches: NDArray[np.int64], places: NDArray[np.int64], distance: int) -> NDArray[np.int64]:
    """Classes of (stretch at i, character at i + distance)."""
    both = stretches * (int(places.max()) + 1) + np.roll(places, -distance)
    renumbered: NDArray[np.int64] = np.unique(both, return_inverse=True)[1]
    return renumbered
