"""What is measured already: one line of JSON a finished run, so that whoever starts again goes on from there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol, final

from paper.run import Outcome


class Measurable(Protocol):
    """A run: trained, or only looked at."""

    @property
    def group(self) -> str:
        """What it is compared within."""

    @property
    def network(self) -> str:
        """The network by name."""

    def key(self) -> str:
        """Return what is computed; the same for runs that are the same under other names."""

    def measure(self) -> Outcome:
        """Compute it."""


@final
class Results:
    """The outcomes in one file, by key."""

    def __init__(self, path: Path) -> None:
        self._path: Final = path
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if text and not text.endswith("\n"):  # a line that was cut off must not spoil the next
            path.write_text(text + "\n", encoding="utf-8")
        entries = filter(None, map(_entry, text.splitlines()))
        self._outcomes: dict[str, Outcome] = {entry["key"]: entry for entry in entries}

    def add(self, run: Measurable, outcome: Outcome) -> None:
        """Keep an outcome, at once and for good."""
        entry = {"key": run.key(), "group": run.group, "network": run.network, **outcome}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False, allow_nan=False) + "\n")
        self._outcomes[run.key()] = entry

    def missing(self, runs: Iterable[Measurable]) -> list[Measurable]:
        """Return the runs that have no outcome yet."""
        return [run for run in runs if run.key() not in self._outcomes]

    def of(self, runs: Iterable[Measurable], group: str, network: str) -> list[Outcome]:
        """Return the outcomes of a network within a group, in the order of ``runs``."""
        return [self._outcomes[run.key()] for run in runs if (run.group, run.network) == (group, network)]


def _entry(line: str) -> Outcome | None:
    """Return a line's outcome; None where it was cut off while it was written."""
    try:
        entry: Outcome = json.loads(line)
    except ValueError:
        return None
    return entry
