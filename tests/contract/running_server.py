"""A server in a thread of this process, on a free port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, ClassVar

from rnn_playground.server.serving import make_server
from rnn_playground.server.settings import Settings

from ..waiting import wait_until
from .client import PATIENCE, Client

STARTING = 180.0


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
        # A process start is no test's to wait for.
        wait_until(lambda: self.state.engine.ready, "a worker that answers", STARTING)

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
        engine = self.state.engine

        def is_settled() -> bool:
            return all(worker.ready for worker in engine.workers) and not engine.lacks_warm_workers

        wait_until(is_settled, "all workers, those that wait among them", STARTING)

    @property
    def open_sessions(self) -> int:
        """How many sessions it keeps."""
        return len(self.state.sessions)

    @property
    def restarts(self) -> int:
        """How many workers were replaced."""
        return int(self.state.engine.restarts)

    @property
    def stalled_connections(self) -> int:
        """How many clients were cut off because they took nothing."""
        return int(self.state.counters.stalled_connections)

    def knows(self, client: Client) -> bool:
        """Tell whether it keeps the session of that client."""
        return client.welcome["session"] in self.state.sessions._sessions

    def run_of(self, client: Client) -> Any:
        """Return the run of that client's session; None where it has none."""
        return self.state.sessions._sessions[client.welcome["session"]].run

    def worker_of(self, client: Client) -> Any:
        """Return the worker that has the run of that client's session."""
        run = self.run_of(client).id
        return next(worker for worker in self.state.engine.workers if run in worker.runs)


@contextmanager
def servers() -> Iterator[Callable[..., RunningServer]]:
    """What opens servers, and closes them at the end."""
    with ExitStack() as stack:

        def open_server(**settings: Any) -> RunningServer:
            running = RunningServer(**settings)
            stack.callback(running.close)
            return running

        yield open_server
