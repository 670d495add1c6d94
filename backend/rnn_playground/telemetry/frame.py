"""A frame: the measured tensors of one training step, apart, or as bytes that cross processes, are kept and sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from rnn_playground.telemetry.codec import (
    ALIGNMENT,
    Array,
    Specifications,
    arrangement,
    buffers,
    decode,
    encode,
    entries_of,
    head,
    size_of,
    specifications,
)


@dataclass(frozen=True)
class Frame:
    """One training step: the parameters its forward pass used, its states, loss and gradients, before the update.

    ``tensors`` are named and shaped as docs/protocol.md lists them; ``metadata`` are the strings of its header.
    """

    step: int
    tensors: Mapping[str, Array]
    metadata: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Array:
        """Return the tensor called ``name``."""
        return self.tensors[name]

    def __contains__(self, name: object) -> bool:
        """Tell whether the frame carries a tensor called ``name``."""
        return name in self.tensors

    def encode(self) -> bytes:
        """Return the frame as a safetensors blob."""
        return encode(self.tensors, {**self.metadata, "step": str(self.step)})

    @classmethod
    def decode(cls, blob: bytes) -> Frame:
        """Return the frame that ``blob`` holds."""
        tensors, metadata = decode(blob)
        return cls(int(metadata["step"]), tensors, metadata)


NO_SCALARS: Final[Mapping[str, Array]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PackedFrame:
    """One training step. ``data`` are its tensors' bytes, in the order in which ``given`` says what they are."""

    step: int
    metadata: Mapping[str, str]
    given: Specifications
    data: bytes

    @classmethod
    def of(cls, frame: Frame, **metadata: str) -> PackedFrame:
        """Return ``frame`` packed, with ``metadata`` added to its own."""
        given, _ = arrangement(specifications(frame.tensors))
        data = b"".join(buffers(frame[name] for name, _, _ in given))
        return cls(frame.step, {**frame.metadata, **metadata}, given, data)

    def unpacked(self) -> Frame:
        """Return the frame with its tensors, which are views of ``data``."""
        tensors, begin = {}, 0
        for name, dtype, shape in self.given:
            tensors[name] = np.frombuffer(self.data, dtype, prod(shape), begin).reshape(shape)
            begin += size_of((name, dtype, shape))
        return Frame(self.step, tensors, self.metadata)

    def with_tensors_of(self, other: PackedFrame) -> PackedFrame:
        """Return the frame with another one's tensors added to its own."""
        ours, theirs = (decode(frame.blob({}))[0] for frame in (self, other))
        return PackedFrame.of(Frame(self.step, {**ours, **theirs}, self.metadata))

    def parts(self) -> list[bytes]:
        """Return the tensors as two binary parts of a message."""
        return [_index(self.given), self.data]

    @classmethod
    def from_parts(cls, step: int, metadata: Mapping[str, str], parts: Sequence[bytes]) -> PackedFrame:
        """Return the frame that was taken apart into ``parts``."""
        index, data = parts
        return cls(step, metadata, _indexed(index), data)

    def blob(self, metadata: Mapping[str, str], scalars: Mapping[str, Array] = NO_SCALARS) -> bytes:
        """Return the safetensors blob of the frame and ``scalars``, with ``metadata`` added to its own."""
        return b"".join(self.blob_parts(metadata, scalars))

    def blob_parts(
        self, metadata: Mapping[str, str], scalars: Mapping[str, Array] = NO_SCALARS
    ) -> tuple[bytes | memoryview, ...]:
        """Return the blob in parts, of which those with the frame's own numbers are views of ``data``.

        Nothing is done to these numbers: a connection costs no encoding.
        """
        joint, data = _joined(self.given, specifications(scalars)), memoryview(self.data)
        wide = buffers(scalars[name] for name in joint.wide)
        narrow = buffers(scalars[name] for name in joint.narrow)
        begin = head({**self.metadata, **metadata}, joint.entries)
        return b"".join((begin, *wide)), data[: joint.cut], b"".join(narrow), data[joint.cut :]

    @property
    def size(self) -> int:
        """Bytes that keeping the frame takes, about."""
        return len(self.data) + sum(map(len, self.metadata.values())) + OVERHEAD


# Of the objects that hold a frame, in bytes: the dictionary of its metadata, the strings, the frame itself.
OVERHEAD = 1024


class _Joint(NamedTuple):
    """A header's text about a frame with its scalars; the wide and the other scalars; where the frame is cut."""

    entries: str
    wide: tuple[str, ...]
    narrow: tuple[str, ...]
    cut: int


@lru_cache(maxsize=256)
def _joined(frame: Specifications, scalars: Specifications) -> _Joint:
    """Return how scalars stand among a frame's tensors: before those that are as wide, so that all are aligned."""
    (wide, narrow), (wide_frame, narrow_frame) = _parted(arrangement(scalars)[0]), _parted(frame)
    entries = entries_of((*wide, *wide_frame, *narrow, *narrow_frame))
    return _Joint(entries, _names(wide), _names(narrow), sum(map(size_of, wide_frame)))


def _names(given: Specifications) -> tuple[str, ...]:
    return tuple(name for name, _, _ in given)


def _parted(given: Specifications) -> tuple[Specifications, Specifications]:
    """Return those that are as wide as ALIGNMENT, which come first, and the others."""
    wide = sum(dtype.itemsize == ALIGNMENT for _, dtype, _ in given)
    return given[:wide], given[wide:]


@lru_cache(maxsize=256)
def _index(given: Specifications) -> bytes:
    return json.dumps([(name, dtype.str, shape) for name, dtype, shape in given]).encode()


@lru_cache(maxsize=256)
def _indexed(index: bytes) -> Specifications:
    entries: list[Any] = json.loads(index)
    return tuple((name, np.dtype(dtype), tuple(shape)) for name, dtype, shape in entries)
