"""A copy as it hangs on a wall: what is told of it, written anew only where it has changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rnn_playground.server.brief_document import brief
from rnn_playground.server.run import Run
from rnn_playground.server.thumbnail import thumbnail

if TYPE_CHECKING:
    from rnn_playground.server.session import Session


def written(value: Any) -> str:
    """Return ``value`` as JSON."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


class HungCopy:
    """``about``: its number, what opens it to a guest and its document; ``thumbnail``: what is measured. Both JSON.

    The run that is copied hangs there, too, under number 0: whoever sees the wall may see that already.
    """

    def __init__(self, number: int, session: Session) -> None:
        self.number, self.session = number, session
        self.about = self.thumbnail = ""
        self._experiment: object = None
        self._seen: object = None

    def look(self) -> None:
        """Write what has changed; nothing is asked of the run's worker."""
        run = self.session.run
        if run is None:
            return
        if run.experiment is not self._experiment:
            self._experiment = run.experiment
            opener = {"session": self.session.id, "key": self.session.guest_key} if self.number else {}
            self.about = written({"number": self.number, **opener, "document": brief(run.experiment)})
        if (seen := _seen(run)) != self._seen:
            self._seen = seen
            self.thumbnail = written({"number": self.number, **thumbnail(run)})


def _seen(run: Run) -> object:
    """Return what differs as soon as the thumbnail does."""
    newest = None if run.newest is None else run.newest.step
    return run.id, run.state, run.step, newest, run.log.newest, len(run.divergences)
