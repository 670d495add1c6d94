"""All walls of copies of this process, by the session whose run was copied first."""

from __future__ import annotations

from rnn_playground.server import events
from rnn_playground.server.connection import Connection
from rnn_playground.server.copy_origin import CopyOrigin
from rnn_playground.server.copy_wall import CopyWall
from rnn_playground.server.session import Session
from rnn_playground.telemetry.commands import CommandError


class CopyWalls:
    """A copy of a copy hangs on the wall of the first run: it is one class that looks at one wall."""

    def __init__(self) -> None:
        self._walls: dict[str, CopyWall] = {}
        self._opened: dict[Connection, str] = {}

    def came(self, session: Session) -> None:
        """Take note of a session that begins or is taken up again, which may be a copy, and may have copies."""
        if (origin := session.origin) is not None:
            wall = self._wall(origin.session)
            session.origin = origin.model_copy(update={"number": wall.take_number(origin.number)})
            if origin.shown:
                self._hang(session)
        self._wall(session.id).show_watched(session)

    def copied(self, session: Session, watched: Session, *, shown: bool) -> None:
        """Give a copy of ``watched`` its number, and hang it where it is to be ``shown``."""
        first = watched.id if watched.origin is None else watched.origin.session
        session.origin = CopyOrigin(session=first, number=self._wall(first).take_number(), shown=shown)
        if shown:
            self._hang(session)

    def ended(self, session: Session) -> None:
        """Forget a session."""
        if (origin := session.origin) is not None:
            self._wall(origin.session).leave(origin.number)
            self._clear(origin.session)
        self._wall(session.id).show_watched(None)
        self._clear(session.id)

    def show(self, session: Session, *, shown: bool) -> None:
        """Hang a copy on its wall or take it off, at once; who came by the wall to see it has to go then.

        Raises CommandError where the session is no copy.
        """
        if (origin := session.origin) is None:
            raise CommandError("refused", "this run is no copy of another one; only copies hang on a wall")
        session.origin = origin.model_copy(update={"shown": shown})
        if shown and not origin.shown:
            self._hang(session)
        elif not shown:
            self._wall(origin.session).take_off(origin.number)
            session.let_guests_go()
        for connection in session.connections:
            if connection.owner:
                connection.say(events.place(origin.number, shown=shown))

    def open(self, connection: Connection) -> None:
        """Tell ``connection`` of the copies of the run that it shows."""
        assert connection.session is not None
        self.close(connection)
        self._opened[connection] = connection.session.id
        self._wall(connection.session.id).open(connection)

    def close(self, connection: Connection) -> None:
        """Tell it of no copies any more."""
        if (identifier := self._opened.pop(connection, None)) is not None:
            self._wall(identifier).close(connection)
            self._clear(identifier)

    def _hang(self, session: Session) -> None:
        assert session.origin is not None
        session.invite_guests()
        self._wall(session.origin.session).hang(session.origin.number, session)

    def _wall(self, identifier: str) -> CopyWall:
        return self._walls.setdefault(identifier, CopyWall())

    def _clear(self, identifier: str) -> None:
        if not self._wall(identifier).needed:
            del self._walls[identifier]
