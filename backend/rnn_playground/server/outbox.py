"""What one connection has still to be sent, and in which order. Pure: no socket, no clock.

Frames are taken only against credits, and the newest replaces the one that waits. A run's final status stands behind
its last frame and all its scalars; what belongs to a later run stands behind that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

from rnn_playground.server.events import Event, text
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.packed_frame import PackedFrame
from rnn_playground.telemetry.scalars import SCALARS_PER_FRAME, ScalarLog

CREDITS = 4
# A client that falls so far behind that this much waits for it is not reading at all.
MOST_TEXTS = 256
MOST_RUNS = 8
# The metadata of a frame that answers a request.
UNNUMBERED: Final[Mapping[str, str]] = MappingProxyType({"frame": "0", "dropped": "0"})


class Shown(Protocol):
    """What a connection shows of a run."""

    @property
    def id(self) -> str:
        """The run's id."""

    @property
    def log(self) -> ScalarLog:
        """The run's scalars."""

    @property
    def newest(self) -> PackedFrame | None:
        """The run's newest frame."""


@dataclass
class Stage:
    """One run as this connection sees it: its cursor into the log, the frame that waits, the words that follow."""

    run: Shown
    cursor: int
    frame: PackedFrame | None = None
    dropped: int = 0
    before: list[str] = field(default_factory=list)
    final: str | None = None

    @property
    def last(self) -> int:
        """The newest step in the log."""
        return last_step(self.run.log)

    @property
    def drained(self) -> bool:
        """Whether nothing but the final word is left."""
        return self.frame is None and self.cursor >= self.last


class Outbox:
    """The queue of one connection; ``take`` gives the next thing to send, None when nothing may be sent now."""

    def __init__(self) -> None:
        self.sent = self.acknowledged = self.dropped_in_all = 0
        self._now: deque[str | bytes] = deque()
        self._stages: deque[Stage] = deque()

    @property
    def overflows(self) -> bool:
        """Whether so much waits that the client must be cut off."""
        waiting = len(self._now) + sum(len(stage.before) for stage in self._stages)
        return waiting > MOST_TEXTS or len(self._stages) > MOST_RUNS

    @property
    def crowded(self) -> bool:
        """Whether it is time to stop reading what would be answered."""
        return len(self._now) > MOST_TEXTS // 4

    def say(self, event: Event) -> None:
        """Queue what belongs to no run."""
        self._now.append(text(event))

    def give(self, blob: bytes) -> None:
        """Queue a binary reply, which takes no credit."""
        self._now.append(blob)

    def begin(self, run: Shown, cursor: int, event: Event) -> None:
        """Show a run from now on; its scalars after step ``cursor`` will be sent."""
        if self._stages and self._stages[-1].final is None:
            self._stages.pop()  # over and told, or another session's and left in the middle
        self._stages.append(Stage(run, cursor))
        self.tell(event)

    def forget(self) -> None:
        """Drop everything about runs."""
        self._stages.clear()

    def tell(self, event: Event) -> None:
        """Queue words about the newest run: behind a frame that may go now, and behind the runs before it."""
        if len(self._stages) == 1:
            if self._stages[0].frame is not None and self._has_credit:
                self._now.append(self._take_frame(self._stages[0]))
            self.say(event)
        elif self._stages:
            self._stages[-1].before.append(text(event))

    def show(self, frame: PackedFrame) -> None:
        """Let ``frame`` be the next to send of the newest run."""
        if self._stages:
            stage = self._stages[-1]
            if stage.frame is not None:
                stage.dropped += 1
                self.dropped_in_all += 1
            stage.frame = frame

    def end(self, event: Event) -> None:
        """Queue the newest run's final status, behind its last frame."""
        if self._stages:
            self._stages[-1].final = text(event)

    def acknowledge(self, frame: int) -> None:
        """Give back the credits of all frames up to ``frame``; raises CommandError for a number never sent."""
        if not 1 <= frame <= self.sent:
            remedy = f"acknowledge a number from 1 to {self.sent}" if self.sent else "wait for the first frame"
            message = f"ack {frame}: frames up to {self.sent} have been sent on this connection; {remedy}"
            raise CommandError("unknown_frame", message, ["frame"])
        self.acknowledged = max(self.acknowledged, frame)

    def take(self) -> str | bytes | None:
        """Return the next message to send and note it as sent."""
        while not self._now:
            if not self._stages:
                return None
            stage = self._stages[0]
            if stage.before:
                self._now.extend(stage.before)
                stage.before.clear()
            elif stage.frame is None and stage.final is not None and not stage.drained:
                stage.frame = stage.run.newest
                if stage.frame is None:
                    stage.cursor = stage.last
            elif stage.frame is not None:
                return self._take_frame(stage) if self._has_credit else None
            elif stage.final is not None:
                self._now.append(stage.final)
                stage.final = None
            elif len(self._stages) > 1:
                self._stages.popleft()
            else:
                return None
        return self._now.popleft()

    @property
    def _has_credit(self) -> bool:
        return self.sent - self.acknowledged < CREDITS

    def _take_frame(self, stage: Stage) -> bytes:
        frame, log = stage.frame, stage.run.log
        assert frame is not None
        self.sent += 1
        blob = with_scalars(
            frame, log, stage.cursor, {"run": stage.run.id, "frame": str(self.sent), "dropped": str(stage.dropped)}
        )
        stage.cursor = max(stage.cursor, min(stage.cursor + SCALARS_PER_FRAME, stage.last))
        stage.dropped = 0
        # What did not fit goes with the same tensors again.
        stage.frame = None if stage.cursor >= stage.last else frame
        return blob


def last_step(log: ScalarLog) -> int:
    """Return the newest step of any lane."""
    return max(log.last(lane) for lane in range(log.lanes))


def with_scalars(
    frame: PackedFrame, log: ScalarLog, after: int, metadata: Mapping[str, str], limit: int = SCALARS_PER_FRAME
) -> bytes:
    """Return the frame as it goes over the wire, with at most ``limit`` steps of scalars after step ``after``.

    Without a number in ``metadata`` it counts as none of the run's.
    """
    scalars = {
        f"{lane}/{name}": values for lane in range(log.lanes) for name, values in log.since(lane, after, limit).items()
    }
    return frame.blob({**UNNUMBERED, **metadata}, scalars)
