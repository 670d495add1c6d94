"""Messages that are not what they should be, and a client in a process of its own that sends them by the thousand.

    python hostile_messages.py ADDRESS SEED TOTAL

It speaks through several sockets at once and prints what came back as JSON: ``sent``, and how many ``errors``. It ends
with an exception where an answer is no JSON, or none comes.
"""

from __future__ import annotations

import copy
import json
import random
import re
import socket
import struct
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

HELLO = {
    "task": {"kind": "hello"},
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}],
    "batch_size": 2,
    "steps": 60,
    "kernel": "reference",
}
CORPUS: list[dict[str, Any]] = [
    {"type": "start", "experiment": HELLO, "paused": True},
    {"type": "pause"},
    {"type": "resume"},
    {"type": "stop"},
    {"type": "step", "count": 2},
    {"type": "pace", "updates_per_second": 100.0},
    {"type": "tune", "lane": 0, "learning_rate": 0.01},
    {"type": "branch", "origin": {"lane": 0, "step": 1}, "lane": {"cell": {"kind": "rnn", "hidden_size": 3}}},
    {"type": "watch", "panels": ["gates", "spectrum", "triangle"], "sample": 0, "max_rate": 30.0},
    {"type": "ack", "frame": 1},
    {"type": "attach", "session": "none", "key": "none", "after_step": -1},
    {"type": "ping", "at": 1.0},
    {"type": "request", "id": "a", "kind": "frame", "step": 3},
    {"type": "request", "id": "b", "kind": "document"},
    {"type": "request", "id": "c", "kind": "check", "lane": 0, "name": "b_y", "index": [0]},
    {"type": "request", "id": "d", "kind": "evaluate", "text": "hell"},
    {"type": "request", "id": "e", "kind": "sample", "lane": 0, "prompt": "h", "count": 5},
    {"type": "request", "id": "f", "kind": "probe", "experiment": HELLO, "panels": ["weights"], "sample": 0},
    {"type": "request", "id": "g", "kind": "lengths", "lengths": [4, 8], "samples": 4},
    {"type": "request", "id": "h", "kind": "surface", "lane": 0, "points": 3},
    {"type": "request", "id": "i", "kind": "wall", "points": 8},
]
NASTY = [
    *[None, True, -1, 0, 1.5, 2**53, 2**70, -(2**70), "", "x" * 300, "\ud800", "null", [], {}, [[]], [{}]],
    *[float("nan"), float("inf"), 1e308, -1e308, 5e-324, 1e-300, "NaN", "1e999", "../../etc/passwd", {"kind": "rnn"}],
]
BROKEN = ["", "{", "null", "[]", '"text"', "0", "[" * 4000, '{"type":' * 200, "\x00", "NaN", '{"at":1e999}']

SOCKETS = 16
# So many are sent before an answer is waited for, and by one session before the next, which finds no trace of it.
TOGETHER, A_SESSION = 125, 5_000
PATIENCE = 60.0
TEXT, BINARY, CLOSE, PING, PONG = 0x81, 0x82, 0x88, 0x89, 0x8A
MASKED, TWO_BYTES = 0x80, 126
FRAME = re.compile(rb'"frame":"([1-9][0-9]*)"')


def places(value, path=()):
    """Return the path of every value inside a message."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from places(part, (*path, key))


def spoilt(message, chance):
    """Return a message in which a value, a name, or a stretch of the text is not what it should be."""
    message = copy.deepcopy(message)
    for _ in range(chance.randint(0, 2)):
        path = chance.choice([path for path in places(message) if path] or [()])
        if not path:
            break
        holder = message
        for key in path[:-1]:
            holder = holder[key]
        act = chance.random()
        if act < 0.6:
            holder[path[-1]] = copy.deepcopy(chance.choice(NASTY))
        elif act < 0.8 and isinstance(holder, dict):
            holder[chance.choice(["colour", "__class__", "kind", "type"])] = holder.pop(path[-1])
        elif isinstance(holder, dict):
            del holder[path[-1]]
    text = json.dumps(message)
    if chance.random() < 0.1:
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(['"', "}", "\\", "\u2028", "9" * 20]) + text[at + chance.randint(0, 3) :]
    return text


def hostile(chance):
    """Return any message, as the bytes of a text."""
    text = chance.choice(BROKEN) if chance.random() < 0.05 else spoilt(chance.choice(CORPUS), chance)
    return text.encode("utf-8", "surrogatepass")


def framed(payload, kind=TEXT):
    """Return a message as a client's frame; its mask is zero, which changes nothing."""
    size = len(payload)
    length = bytes([MASKED | size]) if size < TWO_BYTES else struct.pack("!BH", MASKED | TWO_BYTES, size)
    return bytes([kind]) + length + bytes(4) + payload


class Line:
    """A socket on which many messages are written at once; frames are acknowledged."""

    def __init__(self, address):
        where = urlsplit(address)
        self._socket = socket.create_connection((where.hostname, where.port), PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._socket.sendall(
            f"GET {where.path} HTTP/1.1\r\nHost: {where.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        assert b" 101 " in self._stream.readline()
        while self._stream.readline() != b"\r\n":
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stream.close()
        self._socket.close()

    def send(self, texts):
        """Send messages."""
        self._socket.sendall(b"".join(map(framed, texts)))

    def receive(self):
        """Return the next event; raises ConnectionError where the server hangs up."""
        while True:
            kind, payload = self._message()
            if kind == TEXT:
                return json.loads(payload, parse_constant=not_json)
            if kind == CLOSE:
                raise ConnectionError(payload)
            if kind == PING:
                self._socket.sendall(framed(payload, PONG))
            elif kind == BINARY and (number := FRAME.search(payload)):
                self.send([b'{"type":"ack","frame":%s}' % number[1]])

    def _message(self):
        head = self._stream.read(2)
        if not head:
            raise ConnectionError("cut off")
        kind, size = head
        if size >= TWO_BYTES:
            size = int.from_bytes(self._stream.read(2 if size == TWO_BYTES else 8))
        return kind, self._stream.read(size)


def not_json(name):
    """Refuse NaN and the infinities, which Python would read."""
    raise ValueError(name)


def errors_of_a_session(address, chance, total):
    """Let one session bear so many messages; return how many errors it answered."""
    errors, number = 0, 10**6
    with Line(address) as line:
        for begun in range(0, total, TOGETHER):
            number += 1
            barrier = json.dumps({"type": "ping", "at": number}).encode()
            line.send([hostile(chance) for _ in range(min(TOGETHER, total - begun))] + [barrier])
            while (said := line.receive()) != {"type": "pong", "at": number}:
                errors += said["type"] == "error"
    return errors


def flood(address, seed, total):
    """Send ``total`` messages through several sockets at once; return how many errors came back."""
    sizes = [min(A_SESSION, total - begun) for begun in range(0, total, A_SESSION)]
    with ThreadPoolExecutor(SOCKETS) as pool:
        chances = [random.Random(f"{seed} {number}") for number in range(len(sizes))]
        return sum(pool.map(lambda chance, size: errors_of_a_session(address, chance, size), chances, sizes))


if __name__ == "__main__":
    where, seed, total = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print(json.dumps({"sent": total, "errors": flood(where, seed, total)}))
