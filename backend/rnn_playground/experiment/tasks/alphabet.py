"""The characters that a text is made of, as a network reads them: a bounded number of symbols."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import final

import numpy as np
from numpy.typing import NDArray

from rnn_playground.experiment.refusal import Refusal

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

    @property
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
