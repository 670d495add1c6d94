"""What the viewers of a run guess before its first update: one guess of each, shown to all once the truth is out."""

from __future__ import annotations

from rnn_playground.server.connection import Connection
from rnn_playground.server.events import Event
from rnn_playground.telemetry.watch import ClassGuess


class ClassGuesses:
    """The guesses about the run with the id ``run``."""

    def __init__(self, run: str) -> None:
        self._run = run
        self._drawn: dict[Connection, ClassGuess] = {}
        self.open = False

    def __len__(self) -> int:
        return len(self._drawn)

    def take(self, viewer: Connection, guess: ClassGuess) -> None:
        """Take a guess, in the place of an earlier one of that viewer."""
        self._drawn[viewer] = guess

    def drop(self, viewer: Connection) -> bool:
        """Forget the guess of who leaves before the truth is out; tell whether there was one."""
        return not self.open and self._drawn.pop(viewer, None) is not None

    def event(self) -> Event:
        """Return how many there are; all of them, too, once they are open."""
        drawn = [{"lane": guess.lane, "sketch": guess.sketch} for guess in self._drawn.values()]
        return {"type": "guesses", "run": self._run, "count": len(drawn), "drawn": drawn if self.open else None}
