"""The container ends when it is told to, at once and without an error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Container

CLEAN = {0, 128 + 15}


def test_it_stops_cleanly(container: Container) -> None:
    stopped = container.compose("stop", "--timeout", "10")
    assert stopped.returncode == 0, stopped.stderr
    (state,) = container.compose("ps", "--all", "--format", "json").stdout.splitlines()
    assert json.loads(state)["ExitCode"] in CLEAN
