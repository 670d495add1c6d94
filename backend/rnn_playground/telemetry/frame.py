"""A frame: the measured tensors of one training step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rnn_playground.telemetry.codec import Array, decode, encode


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
