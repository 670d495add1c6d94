"""Edits of a source text by places of its syntax tree, so that what is kept keeps its comments and its layout."""

from __future__ import annotations

import ast
from collections import Counter
from typing import NamedTuple


class Place(NamedTuple):
    """A line, from 1, and a column in characters, from 0."""

    line: int
    column: int


class Edits:
    """Replacements that do not overlap, and lines that move to the left."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._replacements: list[tuple[Place, Place, str]] = []
        self._dedents: Counter[int] = Counter()
        self._dropped: set[int] = set()

    def begin(self, node: ast.AST) -> Place:
        """Return where ``node`` begins."""
        return self._place(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> Place:
        """Return where ``node`` ends."""
        return self._place(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def text_of(self, node: ast.AST) -> str:
        """Return the text of ``node`` as it was."""
        first, last = self.begin(node), self.end(node)
        if first.line == last.line:
            return self._lines[first.line - 1][first.column : last.column]
        between = self._lines[first.line : last.line - 1]
        return "\n".join(
            [self._lines[first.line - 1][first.column :], *between, self._lines[last.line - 1][: last.column]]
        )

    def line(self, number: int) -> str:
        """Return a line, counted from 1."""
        return self._lines[number - 1]

    def replace(self, first: Place, last: Place, text: str) -> None:
        """Put ``text`` in the place of what stands between."""
        self._replacements.append((first, last, text))

    def drop_lines(self, first: int, last: int) -> None:
        """Leave out whole lines, both included."""
        self._dropped.update(range(first, last + 1))

    def dedent(self, first: int, last: int, columns: int) -> None:
        """Move whole lines to the left."""
        for number in range(first, last + 1):
            self._dedents[number] += columns

    def applied(self) -> str:
        """Return the text with every edit made."""
        lines: list[str | None] = list(self._lines)
        for first, last, text in sorted(self._replacements, reverse=True):
            head, tail = lines[first.line - 1], lines[last.line - 1]
            if head is None or tail is None or first.line in self._dropped:
                continue
            lines[first.line - 1] = head[: first.column] + text + tail[last.column :]
            lines[first.line : last.line] = [None] * (last.line - first.line)
        kept = []
        for number, line in enumerate(lines, start=1):
            if line is not None and number not in self._dropped:
                columns = self._dedents[number]
                kept.append(line[columns:] if line[:columns].isspace() else line)
        return "\n".join(kept)

    def _place(self, line: int, offset: int) -> Place:
        """Return a place in characters; the tree counts bytes of UTF-8."""
        return Place(line, len(self._lines[line - 1].encode()[:offset].decode()))
