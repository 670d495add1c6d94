"""Who shows a session: its connections by their roles, what they are all told, and what viewers predict."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Mapping
from enum import Enum
from typing import Generic, Protocol, TypeVar

from rnn_playground.server import events
from rnn_playground.server.connection import Connection
from rnn_playground.server.counters import Counters
from rnn_playground.server.event_log import log_event
from rnn_playground.server.events import Event
from rnn_playground.telemetry.frame import PackedFrame
from rnn_playground.telemetry.watch import ClassGuess

# Seconds between two retained events of a session: what comes faster is told with the next, the newest only.
PERIOD = 0.1
# Kinds that the owner is not told.
FOR_VIEWERS = ("look",)


class Role(Enum):
    """What a connection may do: the owner gives orders; a guest came by the wall, and stays as long as the copy."""

    OWNER = "owner"
    VIEWER = "viewer"
    GUEST = "guest"


class Listener(Protocol):
    """Whoever is told events."""

    def say(self, event: Event) -> None:
        """Take an event."""


L = TypeVar("L", bound=Listener)


class RetainedBroadcast(Generic[L]):
    """Tells all listeners at most one event of each type every ``PERIOD``, and the newest to those who come later."""

    def __init__(self, roles: Mapping[L, Role]) -> None:
        self._roles = roles
        self._retained: dict[str, Event] = {}
        self._due: dict[str, None] = {}
        self._pausing: asyncio.TimerHandle | None = None

    def put(self, event: Event) -> None:
        """Tell ``event`` in the place of the retained one of its type, unless it is the same."""
        kind = event["type"]
        if self._retained.get(kind) == event:
            return
        self._retained[kind] = event
        self._due[kind] = None
        if self._pausing is None:
            self._tell()

    def forget(self, kind: str) -> None:
        """Retain nothing of that type any more."""
        self._retained.pop(kind, None)
        self._due.pop(kind, None)

    def retains(self, kind: str) -> bool:
        """Tell whether an event of that type is retained."""
        return kind in self._retained

    def catch_up(self, listener: L) -> None:
        """Tell ``listener`` what is retained."""
        for kind in self._retained:
            self._pass_on(listener, kind)

    def _tell(self) -> None:
        self._pausing = None
        if not self._due:
            return
        for kind in self._due:
            for listener in self._roles:
                self._pass_on(listener, kind)
        self._due.clear()
        self._pausing = asyncio.get_running_loop().call_later(PERIOD, self._tell)

    def _pass_on(self, listener: L, kind: str) -> None:
        if not (self._roles[listener] is Role.OWNER and kind in FOR_VIEWERS):
            listener.say(self._retained[kind])


class Predictions:
    """What the viewers of a run draw before its first update: one of each, told to all once the truth is out."""

    def __init__(self, run: str) -> None:
        self._run = run
        self._drawn: dict[Hashable, ClassGuess] = {}
        self.open = False

    def __len__(self) -> int:
        return len(self._drawn)

    def take(self, viewer: Hashable, guess: ClassGuess) -> None:
        """Take a prediction, in the place of an earlier one of that viewer."""
        self._drawn[viewer] = guess

    def drop(self, viewer: Hashable) -> bool:
        """Forget the prediction of who leaves before the truth is out; tell whether there was one."""
        return not self.open and self._drawn.pop(viewer, None) is not None

    def event(self) -> Event:
        """Return how many there are; all of them, too, once they are open."""
        drawn = [{"lane": guess.lane, "sketch": guess.sketch} for guess in self._drawn.values()]
        return {"type": "guesses", "run": self._run, "count": len(drawn), "drawn": drawn if self.open else None}


class Audience:
    """The connections of one session. Frames go by each one's credits, statuses stand behind the frames before them."""

    def __init__(self, session: str, counters: Counters) -> None:
        self._session = session
        self.roles: dict[Connection, Role] = {}
        self.retained = RetainedBroadcast(self.roles)
        self._predictions = Predictions("")
        self._counters = counters

    def join(self, connection: Connection, role: Role) -> None:
        """Tell ``connection`` the session's news from now on."""
        self.roles[connection] = role

    def leave(self, connection: Connection) -> None:
        """Tell it nothing any more."""
        self.roles.pop(connection, None)
        connection.outbox.forget()
        self.count_viewers()
        if self._predictions.drop(connection):
            self.retained.put(self._predictions.event())

    def owners(self) -> list[Connection]:
        """Return the owner's connections."""
        return [connection for connection, role in self.roles.items() if role is Role.OWNER]

    def dismiss_guests(self, reason: str) -> None:
        """Close the connections that came by the wall."""
        for connection, role in self.roles.items():
            if role is Role.GUEST:
                connection.close(1000, reason)

    def count_viewers(self) -> None:
        """Tell everybody how many only watch."""
        self.put_count(events.viewers(len(self.roles) - len(self.owners())))

    def put_count(self, event: Event) -> None:
        """Tell everybody a count; that there are none is news only where there were some."""
        if event["count"] or self.retained.retains(event["type"]):
            self.retained.put(event)

    # ---- predictions ----

    def expect(self, run: str) -> None:
        """Take predictions about another run from now on."""
        self._predictions = Predictions(run)
        self.retained.forget("guesses")

    def predict(self, viewer: Connection, guess: ClassGuess) -> None:
        """Take what ``viewer`` predicts."""
        self._predictions.take(viewer, guess)
        self.retained.put(self._predictions.event())

    def open_predictions(self) -> None:
        """Tell everybody what was predicted: the run has made its first update."""
        if self._predictions and not self._predictions.open:
            self._predictions.open = True
            self.retained.put(self._predictions.event())

    # ---- what a run tells ----

    def tell(self, event: Event) -> None:
        """Tell everybody an event of the run, behind a frame that may go now."""
        if event["type"] == "status":
            self._note(event)
        for connection in self.roles:
            connection.outbox.enqueue_run_event(event)
            connection.wake()

    def show(self, frame: PackedFrame) -> None:
        """Let everybody have a frame, in the place of one that still waits."""
        for connection in self.roles:
            before = connection.outbox.dropped_in_all
            connection.outbox.set_frame(frame)
            self._counters.frames_dropped += connection.outbox.dropped_in_all - before
            connection.wake()

    def end(self, event: Event) -> None:
        """Tell everybody the final status, behind the last frame."""
        self._note(event)
        for connection in self.roles:
            connection.outbox.finish(event)
            connection.wake()

    def reopen(self, event: Event) -> None:
        """Tell everybody that a run that had ended goes on."""
        for connection in self.roles:
            connection.outbox.reopen(event)
            connection.wake()

    def _note(self, status: Event) -> None:
        log_event("run", session=self._session, **{name: status[name] for name in ("run", "state", "step", "reason")})
