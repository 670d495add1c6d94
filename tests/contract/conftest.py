"""Real servers on free ports, and clients of theirs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import numpy as np
import pytest

from rnn_playground import Experiment

from ..waiting import wait_until
from .client import Client, visit_to, watching
from .running_server import RunningServer, servers
from .yardstick import slowness


@pytest.fixture(scope="session", autouse=True)
def compiled_kernels(kernels_at_hand: None) -> None:
    """The kernels are compiled before a server starts: it is no accident of timing which arithmetic a run takes."""


@pytest.fixture(scope="session", autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """All servers train with the engine that the command line names, those of other processes too."""
    RunningServer.engine = request.config.getoption("--engine")
    if request.config.getoption("--database") == "postgresql":
        RunningServer.cluster = request.getfixturevalue("postgresql")
    with pytest.MonkeyPatch.context() as environment:
        if RunningServer.engine == "ray":
            environment.setenv("RNN_PLAYGROUND_ENGINE", "ray")
            environment.setenv("RAY_ADDRESS", request.getfixturevalue("ray_cluster").address)
        yield RunningServer.engine


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """The server that most tests share. What they leave behind ends soon: a cluster has room for a few dozen runs."""
    running = RunningServer(metrics=True, messages_per_second=1e6, requests_per_second=1e6, detached_end=30.0)
    yield running
    running.close()


@pytest.fixture(scope="session")
def nervous_server() -> Iterator[RunningServer]:
    """A server with short times, whose worker tests may kill."""
    running = RunningServer(
        heartbeat=0.2, detached_pause=0.05, detached_end=5.0, checkpoint_interval=0.05, max_sessions=3, max_viewers=3
    )
    yield running
    running.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., RunningServer]]:
    """Open a server of one's own: ``serve(workers=2, …)``."""
    with servers() as open_server:
        yield open_server


@pytest.fixture(scope="module")
def serve_for_long() -> Iterator[Callable[..., RunningServer]]:
    """Open a server that the tests of one file share."""
    with servers() as open_server:
        yield open_server


@pytest.fixture
def server_with_short_patience() -> Iterator[RunningServer]:
    """A server that cuts off a client which takes nothing for a moment."""
    running = RunningServer(send_timeout=0.3)
    yield running
    running.close()


@pytest.fixture
def visiting() -> Callable[[RunningServer], AbstractContextManager[Client]]:
    """Connections that leave nothing behind: ``with visiting(server) as client``."""
    return visit_to


@pytest.fixture
def join(server: RunningServer) -> Iterator[Callable[..., Client]]:
    """Open a connection to the shared server, or to another, and read its welcome."""
    with ExitStack() as stack:

        def open_client(to: RunningServer = server, room: str = "") -> Client:
            return stack.enter_context(visit_to(to, room))

        yield open_client


@pytest.fixture
def client(join: Callable[..., Client]) -> Client:
    """A connection to the shared server."""
    return join()


@pytest.fixture
def hello() -> Callable[..., dict[str, Any]]:
    """A small document: ``hello(steps=…, lanes=[…])``."""

    def document(**fields: Any) -> dict[str, Any]:
        lane = {"cell": {"kind": "rnn", "hidden_size": 3}}
        return {"task": {"kind": "hello"}, "lanes": [lane], "batch_size": 2, "steps": 40, **fields}

    return document


@pytest.fixture
def losses() -> Callable[..., np.ndarray[Any, Any]]:
    """The oracle: the losses of a document trained here, without server or worker."""

    def trained(document: dict[str, Any], lane: int = 0) -> np.ndarray[Any, Any]:
        from rnn_playground.training.trainer import Trainer

        trainer = Trainer(Experiment.model_validate(document), kernels=True)
        while trainer.advance():
            pass
        return trainer.scalars.since(lane, -1, 100_000)["loss"]

    return trained


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Wait until something holds inside the server, which no message tells."""
    return wait_until


@pytest.fixture
def unhurried() -> Callable[[float], float]:
    """Return how long something may take now that takes so many seconds where nothing else runs."""
    return lambda seconds: seconds * slowness()


@pytest.fixture
def owner(join: Callable[..., Client], hello: Callable[..., dict[str, Any]]) -> Client:
    """Whoever has a run that stands at its first step."""
    client = join()
    client.send("start", experiment=hello(), paused=True)
    client.until("status", state="paused")
    return client


@pytest.fixture
def watch(join: Callable[..., Client]) -> Callable[..., Client]:
    """Watch the run of an owner, from when it is shown."""

    def attached(owner: Client, **to: Any) -> Client:
        return watching(join(**to), owner.welcome)

    return attached


@pytest.fixture
def workers_of(engine: str) -> Callable[[int], list[int]]:
    """Return the processes that train for the server of a process: what that one started, or its actors."""
    return {"local": descendants_of, "ray": actors_of}[engine]


def descendants_of(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they started: all workers are among them."""
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    children = [int(child) for child in listed.stdout.split()]
    return children + [further for child in children for further in descendants_of(child)]


def actors_of(pid: int) -> list[int]:
    """Return the processes of the actors that a process made in the cluster, of those that have come to be."""
    from ray._private import state

    jobs = {job["JobID"] for job in state.jobs() if job["DriverPid"] == pid}
    actors = [actor for actor in state.actors().values() if actor["JobID"] in jobs and actor["State"] == "ALIVE"]
    return [actor["Pid"] for actor in actors if not actor["Name"].startswith("server.")]
