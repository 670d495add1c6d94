"""Which Host and Origin may ask, without a server."""

from __future__ import annotations

import pytest

from rnn_playground.server.guard import Guard

HOSTS = ("localhost", "127.0.0.1", "[::1]", "lab.example:8443")


@pytest.fixture
def refusal():
    guard = Guard(None, HOSTS, ("https://school.example",))

    def ask(host, *origins):
        headers = [(b"host", host.encode("latin-1"))] if host is not None else []
        return guard.refusal([*headers, *((b"origin", origin.encode("latin-1")) for origin in origins)])

    return ask


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000", "lab.example:8443"]
)
def test_allowed_hosts_pass_with_any_port_unless_one_is_given(refusal, host):
    assert refusal(host) is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil",
        "localhost.evil",
        "lab.example",
        "lab.example:80",
        "localhost:x",
        "a@localhost",
        "localhost/",
        "::1",
        "é",
    ],
)
def test_other_hosts_are_refused(refusal, host):
    assert f"'{host}'" in refusal(host)
    assert "RNN_PLAYGROUND_ALLOWED_HOSTS" in refusal(host)


def test_exactly_one_host(refusal):
    assert refusal(None).startswith("0 Host headers")


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8000", "http://localhost:8000"),
        ("localhost:8000", "HTTP://LocalHost:8000"),
        ("localhost", "http://localhost"),
        ("localhost:80", "http://localhost"),
        ("localhost", "https://localhost:443"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("localhost:8000", "https://school.example"),
    ],
)
def test_the_same_origin_and_allowed_ones_pass(refusal, host, origin):
    assert refusal(host, origin) is None


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost",
        "http://localhost:8001",
        "http://127.0.0.1:8000",
        "http://localhost:8000.evil",
        "http://localhost:8000@evil",
        "http://localhost:8000/path",
        "null",
        "",
        "ftp://localhost:8000",
        "localhost:8000",
        "http://school.example",
    ],
)
def test_other_origins_are_refused_and_both_values_are_named(refusal, origin):
    reason = refusal("localhost:8000", origin)
    assert f"'{origin}'" in reason
    assert "'localhost:8000'" in reason
    assert "RNN_PLAYGROUND_ALLOWED_ORIGINS" in reason


def test_two_origins_are_refused(refusal):
    assert refusal("localhost:8000", "http://localhost:8000", "http://evil").startswith("2 Origin headers")
