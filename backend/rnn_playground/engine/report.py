"""What a run answers: a report of its progress, or the answer to an order; each a header and binary parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rnn_playground.telemetry.codec import Array, decode, encode
from rnn_playground.telemetry.frame import PackedFrame
from rnn_playground.telemetry.scalars import Divergence, ScalarLog

Condition = Literal["running", "paused", "finished", "diverged"]


@dataclass(frozen=True)
class Report:
    """A run's progress. ``step`` is measured and not yet updated; ``scalars`` may end before it when a limit cut them.

    ``divergences`` are all so far; ``frame`` is None when nothing changed since the last report. ``newest`` is the last
    step of each lane that was measured; ``growing`` says whether a branch is behind, ``beside`` shows it alone at steps
    of which there are frames already.
    """

    step: int
    condition: Condition
    scalars: Sequence[Mapping[str, Array]]
    divergences: Sequence[Divergence]
    frame: PackedFrame | None
    newest: Sequence[int] = ()
    growing: bool = False
    beside: Sequence[PackedFrame] = ()

    def pack(self) -> tuple[dict[str, Any], list[bytes]]:
        """Return a JSON-ready header and the binary parts."""
        named = {f"{lane}/{name}": value for lane, values in enumerate(self.scalars) for name, value in values.items()}
        header: dict[str, Any] = {
            "step": self.step,
            "condition": self.condition,
            "lanes": len(self.scalars),
            "newest": list(self.newest),
            "growing": self.growing,
            "divergences": list(self.divergences),
        }
        frames = [*self.beside, *([] if self.frame is None else [self.frame])]
        header["frames"] = [[frame.step, dict(frame.metadata)] for frame in frames]
        header["framed"] = self.frame is not None
        return header, [encode(named, {}), *(part for frame in frames for part in frame.parts())]

    @classmethod
    def unpack(cls, header: Mapping[str, Any], parts: Sequence[bytes]) -> Report:
        """Return the report that ``pack`` took apart."""
        named = decode(parts[0])[0]
        lanes = [
            {name.partition("/")[2]: value for name, value in named.items() if name.startswith(f"{lane}/")}
            for lane in range(header["lanes"])
        ]
        divergences = [Divergence(*item) for item in header["divergences"]]
        frames = [
            PackedFrame.from_parts(step, metadata, parts[1 + 2 * place : 3 + 2 * place])
            for place, (step, metadata) in enumerate(header["frames"])
        ]
        frame = frames.pop() if header["framed"] else None
        return cls(
            header["step"],
            header["condition"],
            lanes,
            divergences,
            frame,
            header["newest"],
            header["growing"],
            frames,
        )

    def add_to(self, log: ScalarLog) -> bool:
        """Append the scalars that ``log`` does not have yet; return whether there were any."""
        before = log.newest
        for lane, values in enumerate(self.scalars):
            log.extend(lane, values)
        return log.newest != before

    def is_whole_in(self, log: ScalarLog) -> bool:
        """Tell whether ``log`` has all that was measured."""
        return all(log.last(lane) >= step for lane, step in enumerate(self.newest))


@dataclass(frozen=True)
class Answer:
    """The answer to an order: the step it took effect at, its figures, its bytes.

    ``blob`` is the checkpoint that holds a tune or a branch, or the frame that answers a question.
    """

    step: int
    body: Mapping[str, Any]
    blob: bytes | None = None
