"""Words that a session passes on among its connections: the newest of each kind is told to who comes later, too."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from rnn_playground.server.connection import Connection
from rnn_playground.server.events import Event

# Seconds between two words of a session: what comes faster is told with the next, the newest only.
PERIOD = 0.1
# Kinds that only viewers are told.
FOR_VIEWERS = ("look",)


class Relay:
    """Tells all ``connections`` at most one word of each kind every ``PERIOD``."""

    def __init__(self, connections: Collection[Connection]) -> None:
        self._connections = connections
        self._kept: dict[str, Event] = {}
        self._due: dict[str, None] = {}
        self._pausing: asyncio.TimerHandle | None = None

    def put(self, event: Event) -> None:
        """Pass ``event`` on in the place of the one of its type that was kept, unless it is the same."""
        kind = event["type"]
        if self._kept.get(kind) == event:
            return
        self._kept[kind] = event
        self._due[kind] = None
        if self._pausing is None:
            self._tell()

    def forget(self, kind: str) -> None:
        """Tell nobody any more what was kept of that type."""
        self._kept.pop(kind, None)
        self._due.pop(kind, None)

    def keeps(self, kind: str) -> bool:
        """Tell whether something of that type is kept."""
        return kind in self._kept

    def catch_up(self, connection: Connection) -> None:
        """Tell ``connection`` what is kept."""
        for kind, event in self._kept.items():
            _pass_on(connection, kind, event)

    def _tell(self) -> None:
        self._pausing = None
        if not self._due:
            return
        for kind in self._due:
            for connection in self._connections:
                _pass_on(connection, kind, self._kept[kind])
        self._due.clear()
        self._pausing = asyncio.get_running_loop().call_later(PERIOD, self._tell)


def _pass_on(connection: Connection, kind: str, event: Event) -> None:
    if not (connection.owner and kind in FOR_VIEWERS):
        connection.say(event)
