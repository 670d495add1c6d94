"""Waiting in tests: for something that has a name, with a ceiling that only a fault reaches.

The longest wait of a test goes into its report: the runs of a busy machine tell which one comes near its ceiling.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 120.0
_longest = (0.0, "")


@contextmanager
def noted(what: str) -> Iterator[None]:
    """Note how long the block waits, and for what."""
    global _longest  # noqa: PLW0603 # of the one test that this process runs
    began = time.monotonic()
    try:
        yield
    finally:
        _longest = max(_longest, (time.monotonic() - began, what))


def wait_until(holds: Callable[[], bool], what: str = "", patience: float = PATIENCE) -> None:
    """Return once ``holds()`` is true; raises AssertionError that says ``what`` was waited for."""
    what = what or getattr(holds, "__qualname__", repr(holds)).replace(".<locals>", "")
    with noted(what):
        deadline = time.monotonic() + patience
        while not holds():
            assert time.monotonic() < deadline, f"in {patience:.0f} s it did not come to pass: {what}"
            time.sleep(0.01)


def take_longest() -> tuple[float, str]:
    """Return the longest wait since the last call, in seconds, and what it was for."""
    global _longest
    taken, _longest = _longest, (0.0, "")
    return taken
