"""A long message, sent piece by piece: what a client has not taken yet is not copied into its connection's buffer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import final

# The most bytes of a fragment on the wire. What is no longer than that goes whole.
PIECE_BYTES = 64 * 1024


@final
class Pieces:
    """The parts of a binary message; whoever else is sent the same frame shares the large ones."""

    def __init__(self, parts: Sequence[bytes | memoryview]) -> None:
        self._parts = tuple(parts)
        self._bytes = sum(map(len, parts))

    def __len__(self) -> int:
        return self._bytes

    def __iter__(self) -> Iterator[bytes | memoryview]:
        """Return fragments, none of them longer than PIECE_BYTES, none empty."""
        for part in self._parts:
            for begin in range(0, len(part), PIECE_BYTES):
                yield memoryview(part)[begin : begin + PIECE_BYTES]


def message_of(parts: Sequence[bytes | memoryview]) -> bytes | Pieces:
    """Return the message that is made of ``parts``: bytes where it is short, else its pieces."""
    return b"".join(parts) if sum(map(len, parts)) <= PIECE_BYTES else Pieces(parts)
