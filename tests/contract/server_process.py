"""A server in a process of its own, which may be killed, stopped and told to end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import urlopen

PATIENCE = 60.0
STARTING = 180.0


class ServerProcess:
    """``settings`` as given, on a port of this machine; checkpoints are frequent. ``wait`` until a worker answers."""

    def __init__(self, *, port: int = 0, wait: bool = True, **settings: object) -> None:
        command = [sys.executable, "-m", "rnn_playground", "serve", "--port", str(port), "--no-browser"]
        given = {"workers": 1, "checkpoint_interval": 0.2, **settings}
        environment = os.environ | {f"RNN_PLAYGROUND_{name.upper()}": str(value) for name, value in given.items()}
        self._process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        self.pid = self._process.pid
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        assert found, self._process.communicate()[1]
        self.port = int(found[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self.socket_address = f"ws://127.0.0.1:{self.port}/api/session"
        if wait:
            self.wait()

    def wait(self) -> None:
        """Wait until a worker answers."""
        began = time.monotonic()
        while not self._ready():
            assert time.monotonic() - began < STARTING
            time.sleep(0.05)

    def _ready(self) -> bool:
        try:
            with urlopen(f"{self.address}/readyz", timeout=PATIENCE) as answer:
                return bool(answer.status == 200)
        except HTTPError as unavailable:
            unavailable.close()
            return False

    def runs(self) -> bool:
        """Tell whether it has not ended."""
        return self._process.poll() is None

    def signal(self, number: int) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def end(self, number: int) -> tuple[int, float, str]:
        """Send a signal and wait; return the exit code, the seconds it took and what was written to standard error."""
        began = time.monotonic()
        self._process.send_signal(number)
        _, errors = self._process.communicate(timeout=PATIENCE)
        return self._process.returncode, time.monotonic() - began, errors

    def close(self) -> None:
        """End it whatever happened."""
        self._process.kill()
        if not (self._process.stdout and self._process.stdout.closed):
            self._process.communicate()
