"""Bytes that are no WebSocket: the line is dropped, the server goes on, and nothing is remembered."""

from __future__ import annotations

import contextlib
import random
import socket
import struct

import pytest

HANDSHAKE = (
    "GET /api/session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
MASK = b"\x00\x00\x00\x00"


def frame(first, payload=b"", *, length=None, masked=True):
    """Return a frame with the first byte as given, and a length that need not be true."""
    size = len(payload) if length is None else length
    bit = 0x80 if masked else 0
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 2**16:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    return head + (MASK if masked else b"") + payload


AGAINST_THE_RULES = {
    "a reserved opcode": frame(0x83, b"x"),
    "a reserved control opcode": frame(0x8B),
    "reserved bits": frame(0xF1, b"{}"),
    "no mask": frame(0x81, b"{}", masked=False),
    "a length of 2^63": frame(0x81, b"", length=2**63),
    "a length beyond the bound": frame(0x81, b"", length=2**20),
    "a continuation of nothing": frame(0x80, b"x"),
    "text inside of text": frame(0x01, b"{") + frame(0x81, b"}"),
    "a ping in pieces": frame(0x09, b"x"),
    "a ping that is too long": frame(0x89, b"x" * 126),
    "text that is no UTF-8": frame(0x81, b"\xff\xfe\xc0"),
    "a close of one byte": frame(0x88, b"\x03"),
    "a close with a code that is none": frame(0x88, struct.pack("!H", 999)),
    "a close whose reason is no UTF-8": frame(0x88, struct.pack("!H", 1000) + b"\xff"),
    "empty pieces without end": frame(0x01, b"") + frame(0x00, b"") * 5000,
    "pieces that grow beyond the bound": frame(0x01, b" " * 60_000) + frame(0x00, b" " * 60_000) * 3,
}


@pytest.fixture
def connected(server):
    port = int(server.address.rpartition(":")[2])

    def connect(handshake=HANDSHAKE):
        raw = socket.create_connection(("127.0.0.1", port), timeout=20)
        raw.sendall(handshake.format(port=port).encode())
        if handshake is HANDSHAKE:  # who speaks before the answer is not heard
            assert b"101" in raw.recv(65_536)
        return raw

    return connect


def rest_of(raw):
    """Read until the server closes the line, and return what came."""
    received = b""
    try:
        while more := raw.recv(65_536):
            received += more
    except ConnectionError:
        pass
    return received


def sent(raw, data):
    with contextlib.suppress(ConnectionError):  # it may be dropped before all of it has gone
        raw.sendall(data)


@pytest.mark.parametrize("data", AGAINST_THE_RULES.values(), ids=AGAINST_THE_RULES)
def test_who_breaks_the_rules_is_dropped(connected, client, data):
    with connected() as raw:
        sent(raw, data)
        rest_of(raw)
    client.send("ping", at=1)
    assert client.until("pong")["at"] == 1


@pytest.mark.parametrize("name", ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="])
def test_half_a_handshake_is_refused(connected, name):
    with connected(HANDSHAKE.replace(f"{name}\r\n", "")) as raw:
        assert rest_of(raw).startswith(b"HTTP/1.1 4")


def test_noise_of_any_kind_leaves_the_server_as_it_was(connected, client, server, extent, eventually):
    chance = random.Random(7)
    before = server.open_sessions
    for _ in range(extent(40, 3000)):
        with connected() as raw:
            noise = b"".join(
                frame(chance.randrange(256), chance.randbytes(chance.randrange(200)), masked=chance.random() < 0.8)
                for _ in range(chance.randint(1, 5))
            )
            sent(raw, noise[: chance.randint(1, len(noise))])
    client.send("ping", at=2)
    assert client.until("pong")["at"] == 2
    eventually(lambda: server.open_sessions <= before)
