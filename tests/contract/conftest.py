"""Real servers on free ports, and a client that reads in order and forgets nothing."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from websockets.sync.client import ClientConnection, connect

from rnn_playground import Experiment
from rnn_playground.kernels.load import load_kernels
from rnn_playground.server.serving import make_server
from rnn_playground.server.settings import Settings
from rnn_playground.telemetry.codec import decode

PATIENCE = 30.0
LONG_PATIENCE = 300.0
STARTING = 180.0


@pytest.fixture(scope="session", autouse=True)
def compiled_kernels() -> None:
    """The kernels are compiled before a server starts: it is no accident of timing which arithmetic a run takes."""
    assert load_kernels()


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


class RunningServer:
    """A server in a thread; ``settings`` as given, on a free port of this machine. It has a worker that answers."""

    engine = "local"
    cluster: Any = None
    databases: ClassVar[dict[Any, str]] = {}

    def __init__(self, **settings: Any) -> None:
        if self.cluster is not None and "data" in settings:
            settings["database_url"] = self.database_of(settings.pop("data"))
        started = threading.Event()
        self.address = ""

        def announce(address: str) -> None:
            self.address = address
            started.set()

        self.server = make_server(Settings(port=0, **{"workers": 1, "engine": self.engine, **settings}), announce)
        self._thread = threading.Thread(target=self.server.run, daemon=True)
        self._thread.start()
        assert started.wait(PATIENCE)
        deadline = time.monotonic() + STARTING
        while not self.state.engine.ready:  # a process start is no test's to wait for
            assert time.monotonic() < deadline
            time.sleep(0.05)

    @classmethod
    def database_of(cls, directory: Path) -> str:
        """Return the database that stands in for a directory."""
        if directory not in cls.databases:
            cls.databases[directory] = cls.cluster.new_database()
        return cls.databases[directory]

    @property
    def state(self) -> Any:
        """The application's state: engine, sessions, counters."""
        return self.server._app.state

    @property
    def socket_address(self) -> str:
        """Where sessions are."""
        return self.address.replace("http:", "ws:") + "/api/session"

    def close(self) -> None:
        """Shut it down; a second time does nothing."""
        self.server.should_exit = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def settle(self) -> None:
        """Wait until the engine has made what it makes ahead of runs."""
        deadline, engine = time.monotonic() + STARTING, self.state.engine
        while not all(worker.ready for worker in engine.workers) or getattr(engine, "lacks_spares", False):
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def worker_of(self, client: Client) -> Any:
        """Return the worker that has the run of that client's session."""
        run = self.state.sessions._sessions[client.welcome["session"]].run.id
        return next(worker for worker in self.state.engine.workers if run in worker.runs)


class Frame:
    """A received frame."""

    def __init__(self, blob: bytes) -> None:
        self.tensors, self.metadata = decode(blob)
        self.number, self.step = int(self.metadata["frame"]), int(self.metadata["step"])

    def __getitem__(self, name: str) -> Any:
        return self.tensors[name]

    def __contains__(self, name: str) -> bool:
        return name in self.tensors


class Client:
    """One socket. ``received`` is all that came, in order; frames are acknowledged unless ``acks`` is off."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.acks = socket, True
        self.received: list[dict[str, Any] | Frame] = []
        self.welcome: dict[str, Any] = {}

    def send(self, type: str, **fields: Any) -> None:
        """Send a message."""
        self.socket.send(json.dumps({"type": type, **fields}))

    def receive(self) -> dict[str, Any] | Frame:
        """Return the next message or frame."""
        message = self.socket.recv(PATIENCE)
        item = json.loads(message) if isinstance(message, str) else Frame(message)
        self.received.append(item)
        if isinstance(item, Frame) and self.acks and "reply" not in item.metadata:
            self.send("ack", frame=item.number)
        return item

    def _coming(self, wanted: str) -> Iterator[dict[str, Any] | Frame]:
        """What comes, for a while: heartbeats alone would keep whoever waits for ever."""
        begin = time.monotonic()
        while time.monotonic() - begin < LONG_PATIENCE:
            yield self.receive()
        raise AssertionError(f"in {LONG_PATIENCE} s there did not come: {wanted}")

    def until(self, type: str, **fields: Any) -> dict[str, Any]:
        """Read until a message of that type and with those fields; return it."""
        wanted = {"type": type, **fields}.items()
        return next(
            item
            for item in self._coming(f"{type} {fields}")
            if isinstance(item, dict) and all(item.get(name) == value for name, value in wanted)
        )

    def frame(self) -> Frame:
        """Read until the next frame; return it."""
        return next(item for item in self._coming("a frame") if isinstance(item, Frame))

    def frame_of(self, step: int) -> Frame:
        """Read until a frame of that step; return it."""
        while (frame := self.frame()).step != step:
            assert frame.step < step
        return frame

    def quiet(self) -> list[dict[str, Any] | Frame]:
        """Return all that comes before the answer to a ping sent now."""
        before = len(self.received)
        self.send("ping", at=len(self.received))
        self.until("pong")
        return self.received[before:-1]

    def error(self, **fields: Any) -> dict[str, Any]:
        """Read until an error."""
        return self.until("error", **fields)

    @property
    def frames(self) -> list[Frame]:
        """The frames received, replies excepted."""
        return [item for item in self.received if isinstance(item, Frame) and "reply" not in item.metadata]

    def states(self) -> list[str]:
        """The states that statuses told, in order."""
        return [item["state"] for item in self.received if isinstance(item, dict) and item["type"] == "status"]

    def joined(self, lane: int, quantity: str = "loss", run: str | None = None, first: int = 0) -> np.ndarray[Any, Any]:
        """The scalars of all frames, which must follow each other from step ``first`` without a gap."""
        there = f"{lane}/steps"
        frames = [frame for frame in self.frames if run in (None, frame.metadata["run"]) and there in frame]
        steps = np.concatenate([frame[there] for frame in frames])
        np.testing.assert_array_equal(steps, first + np.arange(len(steps)))
        return np.concatenate([frame[f"{lane}/{quantity}"] for frame in frames])


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """The server that most tests share. What they leave behind ends soon: a cluster has room for a few dozen runs."""
    running = RunningServer(metrics=True, messages_per_second=1e6, detached_end=30.0)
    yield running
    running.close()


@pytest.fixture(scope="session")
def nervous_server() -> Iterator[RunningServer]:
    """A server with short times, whose worker tests may kill."""
    running = RunningServer(
        heartbeat=0.2, detached_pause=0.05, detached_end=2.0, checkpoint_interval=0.05, max_sessions=3, max_viewers=3
    )
    yield running
    running.close()


@contextmanager
def servers() -> Iterator[Callable[..., RunningServer]]:
    """What opens servers, and closes them at the end."""
    with ExitStack() as stack:

        def open_server(**settings: Any) -> RunningServer:
            running = RunningServer(**settings)
            stack.callback(running.close)
            return running

        yield open_server


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


@contextmanager
def visit_to(server: RunningServer) -> Iterator[Client]:
    """A connection that has read its welcome, and ends with the block."""
    with connect(server.socket_address, compression=None, max_size=None, max_queue=None) as socket:
        client = Client(socket)
        client.welcome = client.until("welcome")
        yield client


@pytest.fixture
def visiting() -> Callable[[RunningServer], AbstractContextManager[Client]]:
    """Connections that leave nothing behind: ``with visiting(server) as client``."""
    return visit_to


@pytest.fixture
def join(server: RunningServer) -> Iterator[Callable[..., Client]]:
    """Open a connection to the shared server, or to another, and read its welcome."""
    with ExitStack() as stack:

        def open_client(to: RunningServer = server) -> Client:
            return stack.enter_context(visit_to(to))

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

    def wait(holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    return wait


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


def watching(viewer: Client, keys: dict[str, Any]) -> Client:
    """Have ``viewer`` watch the session that ``keys`` name."""
    viewer.send("attach", session=keys["session"], key=keys["viewer_key"])
    viewer.until("attached", read_only=True)
    return viewer


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
