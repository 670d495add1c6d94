"""The words and signs of an equation, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from rnn_playground.experiment.formula.refusals import FormulaRefusal
from rnn_playground.experiment.formula.vocabulary import ALIASES, LARGEST_NUMBER, LONGEST_NAME

TokenKind = Literal["name", "number", "sign", "separator", "end"]
_PATTERN = re.compile(
    r"(?P<space>[ \t\r]+)|(?P<separator>[;\n])|(?P<name>[A-Za-z][A-Za-z0-9_]*|σ)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<sign>[-+*/()=@−⊙∘·×])"
)


class Token(NamedTuple):
    """A word or a sign; ``start`` and ``end`` count the equation's characters from 0."""

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def shown(self) -> str:
        """What a sentence calls it."""
        return {"end": "the end", "separator": "the end of the line"}.get(self.kind, self.text)


def tokens_of(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text``, an ``end`` last; raises FormulaRefusal at the first character that is none."""
    place = 0
    while place < len(text):
        found = _PATTERN.match(text, place)
        if found is None:
            raise FormulaRefusal("formula_character", place, place + 1, found=text[place])
        kind, written, start, place = found.lastgroup, found.group(), place, found.end()
        if kind == "name":
            if len(written) > LONGEST_NAME:
                raise FormulaRefusal("formula_name", start, place, found=written, bound=LONGEST_NAME)
            yield Token("name", ALIASES.get(written, written), start, place)
        elif kind == "number":
            if float(written) > LARGEST_NUMBER:
                raise FormulaRefusal("formula_number", start, place, found=written, bound=f"{LARGEST_NUMBER:g}")
            yield Token("number", written, start, place)
        elif kind == "sign":
            yield Token("sign", ALIASES.get(written, written), start, place)
        elif kind == "separator":
            yield Token("separator", written, start, place)
    yield Token("end", "", len(text), len(text))
