"""Whose turn it is among the runs of a worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, final

NONE: Final[Mapping[str, str | None]] = MappingProxyType({})


@final
class Turns:
    """The next turn is that of the run that has had the least time: an update that takes long is waited for longer.

    Who does not want its turn saves nothing up: it comes back level with who had the last turn.
    """

    def __init__(self) -> None:
        self._had: dict[str, float] = {}
        self._level = 0.0

    def enter(self, name: str) -> None:
        """Take up a run."""
        self._had[name] = self._level

    def leave(self, name: str) -> None:
        """Forget a run."""
        self._had.pop(name, None)

    def charge(self, name: str, seconds: float) -> None:
        """Note that a run took this long."""
        if name in self._had:
            self._had[name] += seconds

    def next(self, wanting: Iterable[str], spare: Mapping[str, str | None] = NONE) -> str | None:
        """Return which of those that want a turn has it; None where nobody does.

        ``spare`` names some who stand back, and for each the one beside whom it does not: it has a turn only where
        nobody else wants one. None: it stands back behind nobody, and nobody behind it.
        """
        first = list(wanting)
        level = [name for name, beside in spare.items() if beside is None or all(other == beside for other in first)]
        had = {name: max(self._had.get(name, 0.0), self._level) for name in [*first, *level]}
        if not had:
            return None
        self._had.update(had)
        name = min(had, key=had.__getitem__)
        self._level = had[name]
        return name
