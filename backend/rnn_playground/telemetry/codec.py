"""Bytes of a frame: the safetensors format, whose header also holds strings about the frame."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load, save

Array = npt.NDArray[np.float32] | npt.NDArray[np.int64] | npt.NDArray[np.uint8]


def encode(tensors: Mapping[str, Array], metadata: Mapping[str, str]) -> bytes:
    """Return the safetensors blob of ``tensors``, in C order, with ``metadata`` in its header."""
    contiguous = {name: np.ascontiguousarray(value).reshape(value.shape) for name, value in tensors.items()}
    return save(contiguous, metadata=dict(metadata))


def decode(blob: bytes) -> tuple[dict[str, Array], dict[str, str]]:
    """Return the tensors and the metadata of a safetensors blob; the reverse of ``encode``."""
    return load(blob), decode_metadata(blob)


def decode_metadata(blob: bytes) -> dict[str, str]:
    """Return only the strings in a blob's header."""
    (length,) = struct.unpack_from("<Q", blob)
    metadata: dict[str, str] = json.loads(blob[8 : 8 + length]).get("__metadata__", {})
    return metadata
