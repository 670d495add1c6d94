"""What the tests of the promises share: ways in which a client dies, and the figures that they print at the end."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

ONLY_RAY = {"test_full_cluster.py", "test_lost_node.py"}
FIGURES = pytest.StashKey[list[tuple[str, str]]]()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave what a cluster alone can lose, a minute's work, to make test-ray."""
    return True if collection_path.name in ONLY_RAY and config.getoption("--engine") != "ray" else None


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption("--chaos"):
        for name, value in config.stash[FIGURES]:
            terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="session")
def measured(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Note a figure for the table that ``make chaos`` prints."""
    return lambda name, value: request.config.stash[FIGURES].append((name, value))


@pytest.fixture
def cut() -> Callable[[object, str], None]:
    """End a client's connection: ``politely``, by an ``end`` of the stream, or by a ``reset``."""

    def end(client: object, way: str) -> None:
        raw = client.socket.socket
        if way == "politely":
            client.socket.close()
            return
        if way == "reset":
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.shutdown(socket.SHUT_RDWR)

    return end


def zombies() -> list[int]:
    """Return the children of this process that ended and were not waited for."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                state, parent = stat.read().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if state == "Z" and int(parent) == os.getpid():
            found.append(int(pid))
    return found


@pytest.fixture
def no_zombies() -> Callable[[], bool]:
    """Tell whether every child of this process that ended was waited for."""
    return lambda: not zombies()
