"""Running containers, started the way the README says, by whatever engine answers."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from websockets.asyncio.client import ClientConnection, connect

from rnn_playground.telemetry.codec import decode

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "rnn-playground-test"
PATIENCE = 60.0
STARTING = 120.0


class Container(NamedTuple):
    """A composed service: where the page is, and how to speak to the engine about it."""

    port: int
    project: str = PROJECT
    files: tuple[str, ...] = ("docker-compose.yml",)
    environment: Mapping[str, str] = {}
    profile: str | None = None
    starting: float = STARTING
    # What is started, with all that it depends on; everything where nothing is named.
    services: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The page's address as a browser on this machine writes it, without the slash at the end."""
        return f"http://localhost:{self.port}"

    def compose(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``docker compose`` for this service; the caller judges the exit status."""
        files = [part for file in self.files for part in ("--file", file)]
        profile = [] if self.profile is None else ["--profile", self.profile]
        return subprocess.run(
            ["docker", "compose", *files, *profile, "--project-name", self.project, *arguments],
            cwd=ROOT,
            env={**os.environ, "PORT": str(self.port), **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def inside(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the container."""
        return self.compose("exec", "--no-TTY", "playground", "python", "-c", code)

    @contextmanager
    def up(self) -> Iterator[Container]:
        """Start it and wait until it is healthy; it is removed afterwards."""
        waiting = ("--detach", "--wait", "--wait-timeout", str(int(self.starting)))
        started = self.compose("up", *waiting, *self.services)
        try:
            assert started.returncode == 0, started.stderr + self.compose("logs").stdout
            yield self
        finally:
            self.compose("down", "--volumes", "--timeout", "10")


@pytest.fixture(scope="module")
def container() -> Iterator[Container]:
    """The service, up and healthy."""
    with Container(free_port()).up() as service:
        yield service


@pytest.fixture(scope="module")
def proxied() -> Iterator[tuple[Container, Mapping[str, str]]]:
    """The service behind a proxy, and its addresses there by how the proxy hands them on."""
    plain, secure = free_port(), free_port()
    ports = {"PROXY_PORT": str(plain), "TLS_PORT": str(secure)}
    files = ("docker-compose.yml", "tests/container/proxy/compose.yml")
    with Container(free_port(), f"{PROJECT}-proxied", files, ports).up() as service:
        yield (
            service,
            {
                "taken off": f"http://localhost:{plain}/taken-off",
                "kept": f"http://localhost:{plain}/kept",
                "encrypted": f"https://localhost:{secure}/kept",
            },
        )


@pytest.fixture(scope="module")
def cluster() -> Iterator[Container]:
    """The profile ``cluster``, up and healthy; its port is the balancer's."""
    port = free_port()
    ports = {"CLUSTER_PORT": str(port)}
    composed = Container(
        port, f"{PROJECT}-cluster", environment=ports, profile="cluster", starting=300.0, services=("balancer",)
    )
    with composed.up() as service:
        yield service


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Print what the containers of a cluster said last, where a test of it fails."""
    report = yield
    if report.failed and (cluster := getattr(item, "funcargs", {}).get("cluster")) is not None:
        report.sections.append(("containers", cluster.compose("logs", "--no-color", "--tail", "200").stdout))
    return report


@pytest.fixture
def open_client() -> Iterator[Callable[..., Client]]:
    """What opens a session at an address; it is closed afterwards."""
    with ExitStack() as stack:

        def begin(address: str, losses: dict[int, float] | None = None, room: str = "") -> Client:
            return Client(stack.enter_context(Line(address, room)), losses)

        yield begin


@pytest.fixture(scope="session")
def fetch() -> Callable[..., bytes]:
    """What gets a page at an address."""
    return get


@pytest.fixture(scope="session")
def until_ready() -> Callable[[str], None]:
    """What waits for the server at an address."""
    return wait_until_ready


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def unverified() -> ssl.SSLContext:
    """Return a context that takes a certificate that nobody vouches for."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def get(address: str, **headers: str) -> bytes:
    """Return what is at ``address``; raises HTTPError where it is refused."""
    request = urllib.request.Request(address, headers=headers)
    context = unverified() if address.startswith("https:") else None
    with urllib.request.urlopen(request, timeout=10, context=context) as answer:
        body: bytes = answer.read()
        return body


def wait_until_ready(address: str) -> None:
    """Return once the server at ``address`` says that it is ready; raises AssertionError after two minutes."""
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        try:
            get(f"{address}/readyz")
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{address} is not ready after {STARTING:.0f} s")


class Line:
    """A socket that is read and written by one thread: two of them corrupt the state of an encrypted one.

    websockets' own blocking client reads in a second thread, and about one encrypted handshake in 200 then never ends:
    OpenSSL wants one thread at a time for a connection.
    """

    def __init__(self, address: str, room: str = "") -> None:
        self._runner = asyncio.Runner()
        self._connection = self._runner.run(self._connect(address, room))

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        with self._runner:
            self._runner.run(self._connection.close())

    def send(self, text: str) -> None:
        """Send a message."""
        self._runner.run(self._connection.send(text))

    def recv(self) -> str | bytes:
        """Return the next message; raises TimeoutError after a minute without one."""
        return self._runner.run(asyncio.wait_for(self._connection.recv(), PATIENCE))

    @staticmethod
    async def _connect(address: str, room: str) -> ClientConnection:
        context = unverified() if address.startswith("https:") else None
        origin = "/".join(address.split("/")[:3])
        where = f"ws{address.removeprefix('http')}/api/session" + (f"?room={room}" if room else "")
        return await connect(where, origin=origin, compression=None, ssl=context, ping_interval=None)  # type: ignore[arg-type]


class Client:
    """One socket; keeps every loss of the first lane by its step."""

    def __init__(self, line: Line, losses: dict[int, float] | None = None) -> None:
        self.line = line
        self.losses = {} if losses is None else losses
        self.kernels: set[str] = set()
        self.welcome = self.until("welcome")

    def send(self, kind: str, **fields: Any) -> None:
        """Send a message."""
        self.line.send(json.dumps({"type": kind, **fields}))

    def attach(self, first: Client, key: str = "key") -> None:
        """Go on with the session that another client opened, after the last loss that is known."""
        last = max(self.losses, default=-1)
        self.send("attach", session=first.welcome["session"], key=first.welcome[key], after_step=last)

    def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Take what comes, frames with their losses, up to a message of that kind with those fields; return it."""
        while True:
            said = self.take()
            if said is not None and said["type"] == kind and fields.items() <= said.items():
                return said

    def until_step(self, step: int) -> None:
        """Take what comes until the loss of ``step`` is known."""
        while step not in self.losses:
            self.take()

    def take(self) -> dict[str, Any] | None:
        """Take the next message and return it; None where it is a frame."""
        message = self.line.recv()
        if isinstance(message, bytes):
            self._take_frame(message)
            return None
        said: dict[str, Any] = json.loads(message)
        assert said["type"] != "error", said
        return said

    def _take_frame(self, blob: bytes) -> None:
        tensors, metadata = decode(blob)
        self.kernels.add(metadata["kernel"])
        if "0/steps" in tensors:
            self.losses.update(zip(tensors["0/steps"].tolist(), tensors["0/loss"].tolist(), strict=True))
        self.send("ack", frame=int(metadata["frame"]))
