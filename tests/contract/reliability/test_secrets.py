"""What opens a session or a classroom stands in no log, whatever goes well or wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

pytestmark = pytest.mark.long


PATIENCE = 60.0
CODE, WRONG = "zebra-quartz-4711", "zebra-quartz-4712"
HELLO = {
    "task": {"kind": "hello"},
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}],
    "batch_size": 2,
    "steps": 200_000,
}


@contextmanager
def telling_server(directory):
    """A server of its own process that writes all it can; ``said`` are the files with what it wrote."""
    said = directory / "said"
    settings = {
        "JOURNAL": "true",
        "JOIN_CODE": CODE,
        "DATA": str(directory / "data"),
        "WORKERS": "1",
        "METRICS": "true",
    }
    environment = {**os.environ, **{f"RNN_PLAYGROUND_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-X", "dev", "-m", "rnn_playground", "serve", "--port", "0", "--no-browser"]
    with said.open("w") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield process, wait_for_address(said), said
    finally:
        process.kill()
        process.wait()


def wait_for_address(said):
    """Return where the server is, once it answers."""
    began, found = time.monotonic(), None
    while found is None:
        assert time.monotonic() - began < PATIENCE, said.read_text()
        time.sleep(0.05)
        found = re.search(r"http://127\.0\.0\.1:\d+", said.read_text())
    while httpx.get(f"{found[0]}/readyz").status_code != 200:
        assert time.monotonic() - began < PATIENCE, said.read_text()
        time.sleep(0.05)
    return found[0]


def come_in(address):
    """Try without a code, with wrong ones and with the right one; return the cookie's header."""
    with httpx.Client(base_url=address) as visitor:
        assert visitor.get("/", params={"join": WRONG}).status_code == 401
        assert visitor.post("/", data={"join": WRONG}).status_code == 401
        assert visitor.get(f"/{CODE}?join={CODE}", headers={"host": "elsewhere"}).status_code == 403
        assert visitor.post("/", data={"join": CODE}).status_code == 303
        return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def until(socket, kind, **fields):
    """Return the next message of a kind with these fields."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        message = socket.recv(PATIENCE)
        said = json.loads(message) if isinstance(message, str) else {"type": "frame"}
        if said["type"] == kind and fields.items() <= said.items():
            return said
    raise AssertionError(f"there did not come: {kind} {fields}")


def misuse(socket, welcome):
    """Say things with the keys in them that are refused."""
    key, session = welcome["key"], welcome["session"]
    for attempt in (
        {"type": "attach", "session": session, "key": key, "after_step": 10**9},
        {"type": "attach", "session": key, "key": session},
        {"type": "attach", "session": session, "key": [key]},
        {"type": key},
        {"type": "request", "id": key, "kind": "frame", "step": 1},
        {"type": "start", "experiment": {"task": {"kind": key}}},
        {"type": "ping", "at": welcome["viewer_key"]},
    ):
        socket.send(json.dumps(attempt))
        until(socket, "error")
    socket.send(f'{{"key": "{key}"')
    until(socket, "error")
    socket.send(key.encode())
    until(socket, "error")


def test_no_key_and_no_code_is_written_anywhere(tmp_path, workers_of):
    with telling_server(tmp_path) as (process, address, said), ExitStack() as stack:
        pass_ = come_in(address)
        where = address.replace("http:", "ws:") + "/api/session"
        with pytest.raises(InvalidStatus):
            connect(f"{where}?join={WRONG}", compression=None)

        def line(query=""):
            header = {"cookie": pass_}
            opened = connect(where + query, compression=None, additional_headers=header, max_size=None)
            return stack.enter_context(opened)

        owner = line(f"?join={CODE}")
        welcome = until(owner, "welcome")
        misuse(owner, welcome)
        owner.send(json.dumps({"type": "pace", "updates_per_second": 100}))
        owner.send(json.dumps({"type": "start", "experiment": HELLO}))
        until(owner, "frame")
        viewer = line()
        until(viewer, "welcome")
        viewer.send(json.dumps({"type": "attach", "session": welcome["session"], "key": welcome["viewer_key"]}))
        until(viewer, "attached")
        viewer.send(json.dumps({"type": "stop", "key": welcome["key"]}))
        until(viewer, "error")
        for key in (welcome["key"], "forged"):
            body = {"session": welcome["session"], "key": key}
            answer = httpx.post(f"{address}/api/recording", json=body, headers={"cookie": pass_}, timeout=PATIENCE)
            assert answer.status_code == (404 if key == "forged" else 200)
        for pid in workers_of(process.pid):
            os.kill(pid, signal.SIGKILL)
        until(owner, "status", state="recovered")
        metrics = httpx.get(f"{address}/metrics", headers={"cookie": pass_}).text
        process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed):
            until(owner, "never")
        assert process.wait(PATIENCE) == 0
        written = said.read_text()
    assert {"session opened", "attached", "run"} <= {
        json.loads(x)["event"] for x in written.splitlines() if x[:1] == "{"
    }
    assert welcome["session"] in written
    secrets = {welcome["key"], welcome["viewer_key"], CODE, WRONG, pass_.partition("=")[2]}
    assert [secret for secret in secrets if secret in written + metrics] == []
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert welcome["session"].encode() in kept
    assert [secret for secret in secrets if secret.encode() in kept] == []
