"""Firefox as it is installed, driven by WebDriver BiDi, which it speaks by itself: no driver stands between."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PATIENCE_SECONDS = 120.0
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
BUTTON = (
    "[...document.querySelectorAll('button')].find((button) => !button.disabled && button.checkVisibility()"
    " && (button.ariaLabel ?? button.textContent).trim().startsWith({name}))"
)
WAIT = "new Promise((done) => {{ const look = () => (({expression}) ? done(true) : setTimeout(look, 50)); look(); }})"
# It is its own on this machine: no visit of it asks another host for anything.
PREFERENCES = """user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage", "about:blank");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "");
user_pref("intl.accept_languages", "en-US");
"""


class FirefoxPage:
    """One tab. ``errors`` are what the page has written to the console as errors, uncaught exceptions among them."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._asked = 0
        self.errors: list[str] = []
        self.command("session.new", {"capabilities": {}})
        self.command("session.subscribe", {"events": ["log.entryAdded"]})
        self._tab = self.command("browsingContext.getTree", {})["contexts"][0]["context"]

    def command(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Return Firefox's answer; raises RuntimeError where it refuses, TimeoutError where none comes."""
        self._asked += 1
        self._line.send(json.dumps({"id": self._asked, "method": method, "params": params}))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            said = json.loads(self._line.recv(timeout=max(0.0, deadline - time.monotonic())))
            if said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
                self.errors.append(said["params"]["text"])
            if said.get("id") != self._asked:
                continue
            if said["type"] == "error":
                raise RuntimeError(f"{method}: {said['error']}: {said['message']}")
            result: dict[str, Any] = said["result"]
            return result

    def open(self, address: str) -> None:
        """Load a page and wait until its document is complete."""
        self.command("browsingContext.navigate", {"context": self._tab, "url": address, "wait": "complete"})

    def size(self, width: int, height: int) -> None:
        """Set the viewport, in CSS pixels."""
        self.command(
            "browsingContext.setViewport", {"context": self._tab, "viewport": {"width": width, "height": height}}
        )

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression, or of what it promises: a string, a number, a truth or None."""
        answer = self.command(
            "script.evaluate", {"expression": expression, "awaitPromise": True, "target": {"context": self._tab}}
        )
        if answer["type"] == "exception":
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']['text']}")
        return answer["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true."""
        self.evaluate(WAIT.format(expression=expression))

    def press(self, name: str) -> None:
        """Wait until a button whose name begins so can be pressed, and press it."""
        found = BUTTON.format(name=json.dumps(name))
        self.wait(f"{found} !== undefined")
        self.evaluate(f"{found}.click()")


def installed_firefox() -> str | None:
    """Return where this machine's Firefox is, or None."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


@contextmanager
def firefox(executable: str, profile: Path) -> Iterator[FirefoxPage]:
    """Yield a tab of a headless Firefox with a profile of its own."""
    (profile / "user.js").write_text(PREFERENCES)
    command = [executable, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    said = profile / "said.txt"
    with said.open("wb") as errors:
        process = subprocess.Popen([*command, "about:blank"], stderr=errors)
    try:
        with connect(f"{listening(said, process)}/session", max_size=None) as line:
            yield FirefoxPage(line)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def listening(said: Path, process: subprocess.Popen[bytes]) -> str:
    """Return the address that Firefox says it listens on; raises RuntimeError where it ends or says none."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        found = LISTENING.search(said.read_text(errors="replace"))
        if found:
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(
        f"Firefox does not listen for WebDriver BiDi; it said: {said.read_text(errors='replace')[-2000:]}"
    )
