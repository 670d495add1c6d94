"""How the server ends: a word to everybody, and nobody can hold it up."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PATIENCE, STARTING = 60.0, 180.0


@pytest.fixture
def process():
    command = [sys.executable, "-m", "rnn_playground", "serve", "--port", "0", "--no-browser"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    line = running.stdout.readline()
    running.port = int(re.search(r"http://127\.0\.0\.1:(\d+)", line)[1])
    yield running
    running.kill()
    running.communicate()


def stalled(port):
    """Return a socket whose client asked without ever reading, until the server took no more."""
    raw = connected(port)
    raw.settimeout(0.5)
    with pytest.raises(TimeoutError):
        ask_without_end(raw)
    return raw


def connected(port):
    """Return a bare socket after the handshake."""
    raw = socket.create_connection(("127.0.0.1", port))
    raw.sendall(
        f"GET /api/session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    assert b"101" in raw.recv(1024)
    return raw


def ask_without_end(raw):
    """Ask for what has a long answer, and never read."""
    question = json.dumps({"type": "request", "id": "q" * 60, "kind": "document"}).encode()
    frame = bytes([0x81, 0x80 | len(question), 0, 0, 0, 0]) + question
    while True:
        raw.sendall(frame * 200)


def seconds_to_end(process):
    """Tell a server with fifty clients, one of which stalls, to end; return how long it takes."""
    with stalled(process.port), ExitStack() as stack:
        address = f"ws://127.0.0.1:{process.port}/api/session"
        clients = [stack.enter_context(connect(address)) for _ in range(49)]
        for client in clients:
            client.recv(PATIENCE)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        for client in clients:
            message = json.loads(client.recv(PATIENCE))
            assert (message["type"], message["state"]) == ("status", "closing")
            with pytest.raises(ConnectionClosed) as closed:
                client.recv(PATIENCE)
            assert closed.value.rcvd.code == 1012
        assert process.wait(PATIENCE) == 0
        return time.monotonic() - began


def test_sigterm_says_closing_to_fifty_and_ends_though_one_of_them_stalls(process):
    seconds_to_end(process)
    assert process.stderr.read() == ""


@pytest.mark.long
def test_it_ends_within_eight_seconds_of_an_idle_machine(process, unhurried):
    assert seconds_to_end(process) < unhurried(8.0)


def test_workers_end_with_a_server_that_is_killed(process, workers_of):
    began = time.monotonic()
    while len(workers := workers_of(process.pid)) < 2:  # What they are forked from loads first.
        assert time.monotonic() - began < STARTING
        time.sleep(0.05)
    process.kill()
    process.wait(PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while any(alive(pid) for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_client_that_takes_nothing_is_cut_off(server_with_short_patience):
    port = int(server_with_short_patience.address.rpartition(":")[2])
    with connected(port) as raw:
        raw.settimeout(PATIENCE)
        with pytest.raises(ConnectionError):
            ask_without_end(raw)
    assert server_with_short_patience.stalled_connections == 1


def test_the_web_process_never_loads_torch():
    code = """
import asyncio, json, sys
from websockets.asyncio.client import connect
from rnn_playground.server.serving import make_server
from rnn_playground.server.settings import Settings

async def use(address):
    async with connect(address.replace("http:", "ws:") + "/api/session") as socket:
        document = {"task": {"kind": "hello"}, "steps": 3, "batch_size": 1}
        await socket.send(json.dumps({"type": "start", "experiment": document}))
        async for message in socket:
            if isinstance(message, str) and '"finished"' in message:
                return

async def main():
    addresses = []
    server = make_server(Settings(port=0, workers=1), addresses.append)
    serving = asyncio.create_task(server.serve())
    while not addresses:
        await asyncio.sleep(0.01)
    await use(addresses[0])
    server.should_exit = True
    await serving
    print(*{"torch", "rnn_playground.training"} & sys.modules.keys())

if __name__ == "__main__":
    asyncio.run(main())
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=STARTING, check=False)
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, "", "")
