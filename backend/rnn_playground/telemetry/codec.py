"""Bytes of a frame: the safetensors format, whose header also holds strings about the frame.

What a header says of the tensors depends on their names, dtypes and shapes alone, and is written once for each set.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate, pairwise
from json.encoder import encode_basestring_ascii as quoted
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

Array = npt.NDArray[np.float64] | npt.NDArray[np.float32] | npt.NDArray[np.int64] | npt.NDArray[np.uint8]

# The format's numbers are little-endian.
DTYPES = {
    np.dtype("<f8"): "F64",
    np.dtype("<i8"): "I64",
    np.dtype("<f4"): "F32",
    np.dtype("u1"): "U8",
    np.dtype("?"): "BOOL",
}
ALIGNMENT = 8
_LENGTH = struct.Struct("<Q")


# What a header says of one tensor, but for its place: name, dtype, shape.
Specification = tuple[str, np.dtype[Any], tuple[int, ...]]
Specifications = tuple[Specification, ...]


def encode(tensors: Mapping[str, Array], metadata: Mapping[str, str]) -> bytes:
    """Return the safetensors blob of ``tensors``, in C order, with ``metadata`` in its header.

    Wide numbers come first, so that each tensor is aligned to its own. Raises ValueError for a dtype not in DTYPES.
    """
    order, entries = arrangement(specifications(tensors))
    return b"".join((head(metadata, entries), *buffers(tensors[name] for name, _, _ in order)))


def specifications(tensors: Mapping[str, Array]) -> Specifications:
    """Return what a header says of ``tensors``, in their order."""
    return tuple([(name, value.dtype, value.shape) for name, value in tensors.items()])


def buffers(values: Iterable[Array]) -> list[bytes]:
    """Return the arrays' bytes in C order: of small ones a copy is made sooner than a view."""
    return [value.tobytes() for value in values]


def size_of(given: Specification) -> int:
    """Return the bytes of a tensor."""
    _, dtype, shape = given
    return int(dtype.itemsize * prod(shape))


@lru_cache(maxsize=512)
def arrangement(given: Specifications) -> tuple[Specifications, str]:
    """Return the specifications in the order of their data, wide numbers first, and a header's text about them."""
    order = tuple(sorted(given, key=lambda each: -each[1].itemsize))
    return order, entries_of(order)


def entries_of(given: Specifications) -> str:
    """Return a header's text about tensors whose data follow each other in this order, a comma before each."""
    offsets = pairwise(accumulate(map(size_of, given), initial=0))
    return "".join(map(_entry, given, offsets))


def head(metadata: Mapping[str, str], entries: str) -> bytes:
    """Return all that precedes the data, padded with spaces so that these begin at a multiple of ALIGNMENT."""
    strings = ",".join([f"{quoted(key)}:{quoted(value)}" for key, value in metadata.items()])
    text = f'{{"__metadata__":{{{strings}}}{entries}}}'
    length = -(-len(text) // ALIGNMENT) * ALIGNMENT
    return _LENGTH.pack(length) + text.ljust(length).encode("ascii")


def decode(blob: bytes) -> tuple[dict[str, Array], dict[str, str]]:
    """Return the tensors and the metadata of a safetensors blob; the reverse of ``encode``."""
    return load(blob), decode_metadata(blob)


def decode_metadata(blob: bytes) -> dict[str, str]:
    """Return only the strings in a blob's header."""
    (length,) = _LENGTH.unpack_from(blob)
    metadata: dict[str, str] = json.loads(blob[8 : 8 + length]).get("__metadata__", {})
    return metadata


def _entry(given: Specification, offsets: tuple[int, int]) -> str:
    (name, dtype, shape), (begin, end) = given, offsets
    if dtype not in DTYPES:
        known = ", ".join(str(dtype) for dtype in DTYPES)
        raise ValueError(f"tensor {name} is of dtype {dtype.str}; a blob holds {known}, little-endian; convert it")
    sizes = ",".join(map(str, shape))
    return f',{quoted(name)}:{{"dtype":"{DTYPES[dtype]}","shape":[{sizes}],"data_offsets":[{begin},{end}]}}'
