"""The page as a person has it: a real server in a process of its own, and Chromium looking at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

START_SECONDS = 180.0
# The first that is there. The shell is Chromium without windows and menus: its pages come up in less time.
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served_page(**settings: str) -> Iterator[str]:
    """Serve on a free port and yield the page's address once a worker answers; raises TimeoutError after three minutes.

    ``settings``: by their names in lower case, without the prefix of their environment variables.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "rnn_playground", "serve", "--port", str(port), "--no-browser"]
    environment = {f"RNN_PLAYGROUND_{name.upper()}": value for name, value in settings.items()}
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return when ``address`` answers 200; raises TimeoutError, or RuntimeError where the server has ended."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with status {server.returncode} before it was ready")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise TimeoutError(f"{address} was not ready within {START_SECONDS:.0f} s; start the server by hand to see why")


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """Yield the machine's Chromium, headless, or Playwright's own where there is none."""
    installed = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=[*CHROMIUM_ARGUMENTS, *arguments])
        try:
            yield browser
        finally:
            browser.close()
