"""A server in a process of its own, and what its processes take. Memory and processor time are read from /proc."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from served_page import wait_until_ready

MEGABYTE = 1e6


class Spent:
    """What processes have used since this was made."""

    def __init__(self, *pids: int) -> None:
        self._pids, self._began = pids, time.perf_counter()
        self._before = sum(map(processor_seconds, pids))

    @property
    def clock(self) -> float:
        """Seconds that have gone by."""
        return time.perf_counter() - self._began

    @property
    def processor(self) -> float:
        """Seconds of processor time."""
        return sum(map(processor_seconds, self._pids)) - self._before

    @property
    def cores(self) -> float:
        """How many cores that is."""
        return self.processor / self.clock


class ServerProcess(NamedTuple):
    """Where it serves, and the process that does: the web process, whose children are the workers."""

    address: str
    pid: int

    @property
    def sessions(self) -> str:
        """The address of the WebSocket."""
        return self.address.replace("http", "ws") + "api/session"

    @property
    def workers(self) -> list[int]:
        """The worker processes: what was forked from the one that holds torch, or holds torch itself where none was."""
        loaded = [child for child in children_of(self.pid) if resident(child) > 100]
        return [worker for child in loaded for worker in children_of(child)] or loaded


@contextmanager
def server_process(**settings: object) -> Iterator[ServerProcess]:
    """Serve on a free port with ``settings``, and yield the server once a worker answers."""
    host = str(settings.get("host", "127.0.0.1"))
    with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        port = listener.getsockname()[1]
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    environment = {f"RNN_PLAYGROUND_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "rnn_playground", "serve", "--port", str(port), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    try:
        wait_until_ready(f"{address}readyz", server)
        yield ServerProcess(address, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def children_of(pid: int) -> list[int]:
    """Return the processes that a process's threads started."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for children in lists for child in children.read_text(encoding="ascii").split()]


def resident(pid: int) -> float:
    """Return the memory that a process holds in RAM, in megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process's threads have used, in seconds."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9
