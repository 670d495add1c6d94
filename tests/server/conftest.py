"""What tests of the server's stores share."""

from __future__ import annotations

import pytest


class Clock:
    """A clock that stands still until a test moves it; in seconds."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """What stands in for the time of day."""
    return Clock()
