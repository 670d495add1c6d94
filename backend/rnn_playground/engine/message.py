"""One message between processes: a JSON header and binary parts in a single block of bytes. Nothing is pickled."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any, Protocol

_LENGTH = struct.Struct("<Q")


class Messages(Protocol):
    """One end of a line on which blocks go both ways, as that of a pipe."""

    def poll(self, timeout: float | None = 0.0, /) -> bool:
        """Tell whether a block has come; waits for one up to ``timeout`` seconds, for ever without a time-out."""

    def recv_bytes(self) -> bytes:
        """Return the next block."""

    def send_bytes(self, block: bytes, /) -> None:
        """Send a block."""


def pack(header: dict[str, Any], parts: Sequence[bytes] = ()) -> bytes:
    """Return header and parts as one block: header length, header (with the parts' lengths), parts."""
    text = json.dumps({**header, "parts": [len(part) for part in parts]}, allow_nan=False).encode()
    return b"".join([_LENGTH.pack(len(text)), text, *parts])


def unpack(block: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return what ``pack`` put together."""
    (length,) = _LENGTH.unpack_from(block)
    begin = _LENGTH.size + length
    header: dict[str, Any] = json.loads(block[_LENGTH.size : begin])
    parts = []
    for size in header.pop("parts"):
        parts.append(block[begin : begin + size])
        begin += size
    return header, parts
