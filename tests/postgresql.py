"""A PostgreSQL of the tests' own: Debian's programs, a directory that goes with it, a socket in it and no port."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

PROGRAMS = Path("/usr/lib/postgresql")
MISSING = "PostgreSQL is missing; apt install postgresql (as root, make test does that), and run the tests again"
USER = "playground"
PATIENCE = 60.0
# A crash of the machine may take with it what tests write.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "32MB"}


class Cluster:
    """One that runs. Every database of it is empty at first."""

    def __init__(self, directory: Path) -> None:
        self._directory, self._numbers = directory, count()

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://{USER}:a-password@/{database}?host={self._directory}"

    def new_database(self) -> str:
        """Return the address of a new one."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def execute(self, statement: str, url: str | None = None) -> list[tuple[Any, ...]]:
        """Return the rows that a statement gives, in a transaction of its own."""
        import psycopg

        with psycopg.connect(url or self.url(), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement)
            return [] if cursor.description is None else cursor.fetchall()


def is_installed() -> bool:
    """Tell whether this machine has PostgreSQL."""
    return any(PROGRAMS.glob("*/bin/initdb"))


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster for the length of the block. Raises FileNotFoundError where PostgreSQL is not installed."""
    if not is_installed():
        raise FileNotFoundError(MISSING)
    programs = max(PROGRAMS.glob("*/bin/initdb"), key=lambda path: float(path.parents[1].name)).parent
    directory = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path is short
    data = directory / "data"
    # PostgreSQL refuses to be root.
    lesser: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
    if lesser:
        shutil.chown(directory, "postgres", "postgres")
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    begin = [programs / "initdb", f"--pgdata={data}", f"--username={USER}", *options]
    subprocess.run(begin, check=True, stdout=subprocess.DEVNULL, cwd=directory, **lesser)
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    ends_with_us = ["setpriv", "--pdeathsig=INT", "--"]  # however the tests end
    serve = [*ends_with_us, programs / "postgres", "-D", data, "-k", directory, "-c", "listen_addresses=", *settings]
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(serve, stdout=log, stderr=log, cwd=directory, **lesser)
    try:
        cluster = Cluster(directory)
        _wait_for(cluster)
        yield cluster
    finally:
        process.send_signal(signal.SIGINT)  # whoever is connected is cut off
        process.wait(PATIENCE)
        shutil.rmtree(directory)


def _wait_for(cluster: Cluster) -> None:
    import psycopg

    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            cluster.execute("SELECT 1")
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
