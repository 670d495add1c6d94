"""The walls of copies: each is told to those who have it open, twice a second at most and only what is new."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from rnn_playground.server import events
from rnn_playground.server.connection import Connection
from rnn_playground.server.copy_origin import CopyOrigin
from rnn_playground.server.session import Session
from rnn_playground.server.wall_entry import WallEntry
from rnn_playground.telemetry.commands import CommandError

# Seconds between two words to who has the wall open.
PERIOD = 0.5
# So many copies are shown, the earliest; the others are counted.
MOST_SHOWN = 48


@dataclass
class Told:
    """What one connection knows of a wall: the newest words about each copy, by its number."""

    about: dict[int, str] = field(default_factory=dict)
    thumbnails: dict[int, str] = field(default_factory=dict)
    more: int | None = None


class CopyWall:
    """The copies of the run of one session, by their numbers; who has taken its own off is not among them."""

    def __init__(self) -> None:
        self._watched: WallEntry | None = None
        self._highest, self._taken = 0, set[int]()
        self._copies: dict[int, WallEntry] = {}
        self._openers: dict[Connection, Told] = {}
        self._pausing: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._copies)

    @property
    def needed(self) -> bool:
        """Whether the watched session is there, a copy of it, or who looks."""
        return bool(self._watched or self._taken or self._openers)

    def show_watched(self, session: Session | None) -> None:
        """Hang the run that is copied beside its copies; None: it has ended."""
        self._watched = None if session is None else WallEntry(0, session)
        self._count()

    def take_number(self, wanted: int | None = None) -> int:
        """Return ``wanted`` where no other copy has that number, else the next one; it is then taken."""
        number = wanted if wanted is not None and wanted not in self._taken else self._highest + 1
        self._highest = max(self._highest, number)
        self._taken.add(number)
        return number

    def leave(self, number: int) -> None:
        """Forget a copy that has ended; its number is not given again."""
        self._taken.discard(number)
        self.take_off(number)

    def hang(self, number: int, session: Session) -> None:
        """Show a copy."""
        self._copies[number] = WallEntry(number, session)
        self._count()

    def take_off(self, number: int) -> None:
        """Show it no longer."""
        if self._copies.pop(number, None) is not None:
            self._count()

    def open(self, connection: Connection) -> None:
        """Tell ``connection`` of the copies from now on, all of them first."""
        self._openers[connection] = Told()
        if self._pausing is None:
            self._tell()

    def close(self, connection: Connection) -> None:
        """Tell it nothing any more."""
        self._openers.pop(connection, None)

    def _count(self) -> None:
        if self._watched is not None:
            self._watched.session.audience.put_count(events.copies(len(self._copies)))

    def _tell(self) -> None:
        self._pausing = None
        if not self._openers:
            return
        shown = [self._copies[number] for number in sorted(self._copies)[:MOST_SHOWN]]
        more = len(self._copies) - len(shown)
        if self._watched is not None:
            shown.insert(0, self._watched)
        for copy in shown:
            copy.look()
        for connection, told in self._openers.items():
            # Who is slow to take what it was told hears the newest later.
            if not connection.outbox.above_high_water and (words := news(told, shown, more)):
                connection.say(words)
        self._pausing = asyncio.get_running_loop().call_later(PERIOD, self._tell)


def news(told: Told, shown: list[WallEntry], more: int) -> str | None:
    """Return the message with what ``told`` does not have yet, and enter it there; None where that is nothing."""
    present = {copy.number: copy for copy in shown if copy.about}
    gone = [number for number in told.about if number not in present]
    about = [copy for copy in present.values() if told.about.get(copy.number) != copy.about]
    moved = [copy for copy in present.values() if told.thumbnails.get(copy.number) != copy.thumbnail]
    if not (gone or about or moved or told.more != more):
        return None
    whole = "false" if told.more is not None else "true"
    told.about = {number: copy.about for number, copy in present.items()}
    told.thumbnails = {number: copy.thumbnail for number, copy in present.items()}
    told.more = more
    copies, thumbnails = (
        ",".join(part) for part in ([each.about for each in about], [each.thumbnail for each in moved])
    )
    head = f'"type":"copy_wall","whole":{whole},"more":{more}'
    return f'{{{head},"copies":[{copies}],"thumbnails":[{thumbnails}],"gone":{gone}}}'


class CopyWalls:
    """The wall of the first run shows a copy of a copy: it is one class that looks at one wall."""

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
        for connection in session.audience.owners():
            connection.say(events.place(origin.number, shown=shown))

    def open(self, connection: Connection, session: str) -> None:
        """Tell ``connection`` of the copies of the run that it shows, that of ``session``."""
        self.close(connection)
        self._opened[connection] = session
        self._wall(session).open(connection)

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
