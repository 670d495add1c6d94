"""What a run answers: a report of its progress, or the answer to an order; each a header and binary parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rnn_playground.telemetry.codec import Array, decode, encode
from rnn_playground.telemetry.packed_frame import PackedFrame
from rnn_playground.telemetry.scalars import ScalarLog

Condition = Literal["running", "paused", "finished", "diverged"]


@dataclass(frozen=True)
class Divergence:
    """A lane left the finite numbers: at which step, in which quantity."""

    lane: int
    step: int
    quantity: str


@dataclass(frozen=True)
class Report:
    """A run's progress. ``step`` is measured and not yet updated; ``scalars`` may end before it when a limit cut them.

    ``divergences`` are all so far; ``frame`` is None when nothing changed since the last report.
    """

    step: int
    condition: Condition
    scalars: Sequence[Mapping[str, Array]]
    divergences: Sequence[Divergence]
    frame: PackedFrame | None

    def pack(self) -> tuple[dict[str, Any], list[bytes]]:
        """Return a JSON-ready header and the binary parts."""
        named = {f"{lane}/{name}": value for lane, values in enumerate(self.scalars) for name, value in values.items()}
        header = {
            "step": self.step,
            "condition": self.condition,
            "lanes": len(self.scalars),
            "divergences": [[item.lane, item.step, item.quantity] for item in self.divergences],
        }
        scalars = encode(named, {})
        if self.frame is None:
            return header, [scalars]
        return {**header, "frame": [self.frame.step, dict(self.frame.metadata)]}, [scalars, *self.frame.parts()]

    @classmethod
    def unpack(cls, header: Mapping[str, Any], parts: Sequence[bytes]) -> Report:
        """Return the report that ``pack`` took apart."""
        named = decode(parts[0])[0]
        lanes = [
            {name.partition("/")[2]: value for name, value in named.items() if name.startswith(f"{lane}/")}
            for lane in range(header["lanes"])
        ]
        divergences = [Divergence(*item) for item in header["divergences"]]
        frame = None
        if "frame" in header:
            step, metadata = header["frame"]
            frame = PackedFrame.from_parts(step, metadata, parts[1:])
        return cls(header["step"], header["condition"], lanes, divergences, frame)

    def add_to(self, log: ScalarLog) -> None:
        """Append the scalars that ``log`` does not have yet."""
        for lane, values in enumerate(self.scalars):
            log.extend(lane, values)


@dataclass(frozen=True)
class Answer:
    """The answer to an order: the step it took effect at, its figures, its bytes.

    ``blob`` is the checkpoint that holds a tune, or the frame that answers a question.
    """

    step: int
    body: Mapping[str, Any]
    blob: bytes | None = None
