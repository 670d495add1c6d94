"""One running container, started the way the README says, by whatever engine answers."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "rnn-playground-test"


class Container(NamedTuple):
    """A composed service: where the page is, and how to speak to the engine about it."""

    port: int

    @property
    def address(self) -> str:
        """The page's address as a browser on this machine writes it."""
        return f"http://localhost:{self.port}"

    def compose(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``docker compose`` for this service; the caller judges the exit status."""
        return subprocess.run(
            ["docker", "compose", "--project-name", PROJECT, *arguments],
            cwd=ROOT,
            env={**os.environ, "PORT": str(self.port)},
            capture_output=True,
            text=True,
            check=False,
        )

    def inside(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the container."""
        return self.compose("exec", "--no-TTY", "playground", "python", "-c", code)


@pytest.fixture(scope="module")
def container() -> Iterator[Container]:
    """The service, up and healthy; it is removed afterwards."""
    service = Container(free_port())
    started = service.compose("up", "--detach", "--wait", "--wait-timeout", "120")
    try:
        assert started.returncode == 0, started.stderr + service.compose("logs").stdout
        yield service
    finally:
        service.compose("down", "--volumes", "--timeout", "10")


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
