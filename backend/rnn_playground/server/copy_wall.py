"""The wall of one run: its copies, told to those who have it open, twice a second at most and only what is new."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from rnn_playground.server.connection import Connection
from rnn_playground.server.hung_copy import HungCopy
from rnn_playground.server.session import Session

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
        self._watched: HungCopy | None = None
        self._highest, self._taken = 0, set[int]()
        self._copies: dict[int, HungCopy] = {}
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
        self._watched = None if session is None else HungCopy(0, session)
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
        self._copies[number] = HungCopy(number, session)
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
            self._watched.session.count_copies(len(self._copies))

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
            if not connection.outbox.crowded and (words := news(told, shown, more)):
                connection.say(words)
        self._pausing = asyncio.get_running_loop().call_later(PERIOD, self._tell)


def news(told: Told, shown: list[HungCopy], more: int) -> str | None:
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
