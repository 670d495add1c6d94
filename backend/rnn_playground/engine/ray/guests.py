"""Runs whose machine was lost: they go on beside other runs until an actor of their own is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

from rnn_playground.engine.ray.worker_actor import WorkerActor


@final
class Guests:
    """Who is beside others, and the actor that each is to have. Those who are ``stranded`` have not begun again."""

    def __init__(self) -> None:
        self.stranded: set[str] = set()
        self._homes: dict[str, WorkerActor | None] = {}

    def host(self, actors: Iterable[WorkerActor]) -> WorkerActor | None:
        """Return the actor with the fewest runs of those that answer; None where none does."""
        return min((actor for actor in actors if actor.ready), key=lambda actor: len(actor.runs), default=None)

    def admit(self, run: str, home: WorkerActor | None) -> None:
        """Let a run be a guest until ``home`` is loaded; None: it has yet to be made."""
        self._homes[run] = home

    def dismiss(self, run: str) -> WorkerActor | None:
        """Let a run be a guest no more; return what it was to have."""
        return self._homes.pop(run, None)

    def home(self, run: str) -> WorkerActor | None:
        """Return what a run is to have, once it is loaded."""
        home = self._homes.get(run)
        return home if home is not None and home.ready else None

    def homeless(self) -> str | None:
        """Return the guest who came first of those for whom no actor is made."""
        return next((run for run, home in self._homes.items() if home is None), None)

    def forget(self, gone: WorkerActor) -> bool:
        """Forget an actor that is lost; return whether one of them was to have it."""
        for run, home in self._homes.items():
            if home is gone:
                self._homes[run] = None
                return True
        return False
