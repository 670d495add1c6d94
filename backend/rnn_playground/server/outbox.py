"""What one connection has still to be sent, and in which order. Pure: no socket, no clock.

Frames are taken only against credits, and the newest replaces the one that waits. A run's final status stands behind
its last frame and all its scalars; what belongs to a later run stands behind that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from types import MappingProxyType
from typing import Final, Protocol

from rnn_playground.server.events import Event, text
from rnn_playground.server.pieces import Pieces, message_of
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.frame import PackedFrame
from rnn_playground.telemetry.scalars import SCALARS_PER_FRAME, ScalarLog

Message = str | bytes | Pieces
CREDITS = 4
# A client that falls so far behind that this much waits for it is not reading at all.
MOST_TEXTS = 256
MOST_BYTES = 2**20
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
    """One run as this connection sees it: its cursors into the log, the frame that waits, the words that follow.

    ``cursors`` are the last steps that were sent, of one lane each; a branch that comes later begins with its first.
    """

    run: Shown
    cursors: list[int]
    frame: PackedFrame | None = None
    dropped: int = 0
    before: list[str] = field(default_factory=list)
    final: str | None = None

    @property
    def drained(self) -> bool:
        """Whether nothing but the final word is left."""
        return self.frame is None and self.is_level

    @property
    def is_level(self) -> bool:
        """Whether all that is in the log has been sent."""
        newest = self.run.log.newest
        return all(sent >= last for sent, last in zip_longest(self.cursors, newest, fillvalue=-1))

    def advance(self, most: int) -> None:
        """Note that up to ``most`` further steps of each lane have been sent."""
        log = self.run.log
        self.cursors.extend([-1] * (log.lanes - len(self.cursors)))
        self.cursors = [log.reached(lane, sent, most) for lane, sent in enumerate(self.cursors)]


class Outbox:
    """The queue of one connection; ``take`` gives the next thing to send, None when nothing may be sent now."""

    def __init__(self) -> None:
        self.sent = self.acknowledged = self.dropped_in_all = self._bytes = self._on_its_way = 0
        # Of the last frame that was taken, where it says so: Unix time in seconds.
        self.measured_at: float | None = None
        self._now: deque[Message] = deque()
        self._stages: deque[Stage] = deque()

    @property
    def overflows(self) -> bool:
        """Whether so much waits that the client must be cut off."""
        texts = [text for stage in self._stages for text in stage.before]
        waiting, size = len(self._now) + len(texts), self._bytes + sum(map(len, texts))
        return waiting > MOST_TEXTS or (size > MOST_BYTES and waiting > 1) or len(self._stages) > MOST_RUNS

    @property
    def above_high_water(self) -> bool:
        """Whether it is time to stop reading what would be answered."""
        return len(self._now) > MOST_TEXTS // 4 or self._bytes > MOST_BYTES // 4

    def enqueue_event(self, event: Event | str) -> None:
        """Queue what belongs to no run: an event, or what is JSON already."""
        self._queue(text(event))

    def enqueue_reply(self, reply: Event | str | bytes | Pieces) -> None:
        """Queue a reply, which takes no credit; raises CommandError for a large one while anything else waits."""
        message = reply if isinstance(reply, bytes | Pieces) else text(reply)
        waiting = self._bytes + self._on_its_way
        if len(message) > MOST_BYTES and waiting > 0:
            raise CommandError(
                "too_many",
                f"the answer has {len(message)} bytes, and {waiting} bytes are on their way to you; one of more than "
                f"{MOST_BYTES} bytes is given by itself; take what comes, then ask again",
            )
        self._queue(message)

    def attach(self, run: Shown, cursor: int, event: Event | str, whole: Collection[int] = ()) -> None:
        """Show a run from now on; its scalars after step ``cursor`` will be sent, all of the lanes in ``whole``."""
        if self._stages and self._stages[-1].final is None:
            self._stages.pop()  # over and told, or another session's and left in the middle
        cursors = [-1 if lane in whole else cursor for lane in range(run.log.lanes)]
        self._stages.append(Stage(run, cursors))
        self.enqueue_run_event(event)

    def shows(self, run: Shown) -> bool:
        """Tell whether ``run`` is the one that is shown from now on."""
        return bool(self._stages) and self._stages[-1].run is run

    def forget(self) -> None:
        """Drop everything about runs."""
        self._stages.clear()

    def enqueue_run_event(self, event: Event | str) -> None:
        """Queue words about the newest run: behind a frame that may go now, and behind the runs before it."""
        if len(self._stages) == 1:
            if self._stages[0].frame is not None and self._has_credit:
                self._queue(self._take_frame(self._stages[0]))
            self.enqueue_event(event)
        elif self._stages:
            self._stages[-1].before.append(text(event))

    def set_frame(self, frame: PackedFrame) -> None:
        """Let ``frame`` be the next to send of the newest run."""
        if self._stages:
            stage = self._stages[-1]
            if stage.frame is not None:
                stage.dropped += 1
                self.dropped_in_all += 1
            stage.frame = frame

    def finish(self, event: Event) -> None:
        """Queue the newest run's final status, behind its last frame."""
        if self._stages:
            self._stages[-1].final = text(event)

    def reopen(self, event: Event) -> None:
        """Let the newest run go on: its final status, if it still waits, is not true any more."""
        if self._stages:
            self._stages[-1].final = None
        self.enqueue_run_event(event)

    def acknowledge(self, frame: int) -> None:
        """Give back the credits of all frames up to ``frame``; raises CommandError for a number never sent."""
        if not 1 <= frame <= self.sent:
            remedy = f"acknowledge a number from 1 to {self.sent}" if self.sent else "wait for the first frame"
            message = f"ack {frame}: frames up to {self.sent} have been sent on this connection; {remedy}"
            raise CommandError("unknown_frame", message, ["frame"])
        self.acknowledged = max(self.acknowledged, frame)

    def take(self) -> Message | None:
        """Return the next message to send and note it as sent; the one before is then with the client."""
        self._on_its_way = 0
        message = self._next()
        self._on_its_way = 0 if message is None else len(message)
        return message

    def _next(self) -> Message | None:
        while not self._now:
            if not self._stages:
                return None
            stage = self._stages[0]
            if stage.before:
                for words in stage.before:
                    self._queue(words)
                stage.before.clear()
            elif stage.frame is None and stage.final is not None and not stage.drained:
                stage.frame = stage.run.newest
                if stage.frame is None:
                    stage.cursors = stage.run.log.newest
            elif stage.frame is not None:
                return self._take_frame(stage) if self._has_credit else None
            elif stage.final is not None:
                self._queue(stage.final)
                stage.final = None
            elif len(self._stages) > 1:
                self._stages.popleft()
            else:
                return None
        message = self._now.popleft()
        self._bytes -= len(message)
        return message

    def _queue(self, message: Message) -> None:
        self._now.append(message)
        self._bytes += len(message)

    @property
    def _has_credit(self) -> bool:
        return self.sent - self.acknowledged < CREDITS

    def _take_frame(self, stage: Stage) -> bytes | Pieces:
        frame, log = stage.frame, stage.run.log
        assert frame is not None
        self.sent += 1
        measured_at = frame.metadata.get("measured_at")
        self.measured_at = None if measured_at is None else float(measured_at)
        blob = with_scalars(
            frame, log, stage.cursors, {"run": stage.run.id, "frame": str(self.sent), "dropped": str(stage.dropped)}
        )
        stage.advance(SCALARS_PER_FRAME)
        stage.dropped = 0
        # What did not fit goes with the same tensors again.
        stage.frame = None if stage.is_level else frame
        return blob


def last_step(log: ScalarLog) -> int:
    """Return the newest step of any lane."""
    return max(log.last(lane) for lane in range(log.lanes))


def with_scalars(
    frame: PackedFrame,
    log: ScalarLog,
    after: Sequence[int],
    metadata: Mapping[str, str],
    limit: int = SCALARS_PER_FRAME,
) -> bytes | Pieces:
    """Return the frame as it goes over the wire, with at most ``limit`` steps of scalars after each lane's ``after``.

    Without a number in ``metadata`` it counts as none of the run's.
    """
    scalars = {
        f"{lane}/{name}": values
        for lane, sent in zip_longest(range(log.lanes), after, fillvalue=-1)
        for name, values in log.since(lane, sent, limit).items()
    }
    # A frame of before a branch was made carries what that has trained since.
    return message_of(frame.blob_parts({**UNNUMBERED, "lanes": str(log.lanes), **metadata}, scalars))
