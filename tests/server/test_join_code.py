"""Who has the classroom's cookie is let in, whatever other applications of the same host have set beside it."""

from __future__ import annotations

import asyncio

import pytest

from rnn_playground.server.join_code import COOKIE, JoinCode

CODE = "abcd"
NEIGHBOURS = [
    b'prefs={"x":1}',
    b'prefs={"x":"a, b"}',
    b"consent=[1,2]",
    b"a b=1",
    b"a=b c d",
    "name=é".encode(),
    "name=é".encode("latin-1"),
    "이름=값".encode(),
    b"bytes=\xff\xfe",
    b"unquoted=a\"b'c",
    b'open="never closed',
    b"equals=a=b==",
    b"=no name",
    b"no value",
    b"=",
    b"",
    b" ",
    b"a:b=1",
    b"a/b=1",
    b"a@b=c@d",
    b"a(b)=<c>",
    b"$Version=1",
    b"path=/; expires=Wed, 21 Oct 2026 07:28:00 GMT",
    b"twice=1; twice=2",
    f"{COOKIE}=of another path".encode(),
    f"not_{COOKIE}=x".encode(),
    b"long=" + b"x" * 4000,
]


async def let_in(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def answered(app, cookies, query=b""):
    """Return the status, and the headers, of the answer to a request with these ``Cookie`` headers."""
    told = []

    async def send(message):
        told.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"cookie", each) for each in cookies]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": headers, "client": None}
    asyncio.run(app(scope, receive, send))
    return told[0]["status"], dict(told[0]["headers"])


@pytest.fixture
def app():
    return JoinCode(let_in, CODE)


@pytest.fixture
def given(app):
    """The cookie that whoever knows the code is given."""
    status, headers = answered(app, [], f"join={CODE}".encode())
    assert status == 303
    return headers[b"set-cookie"].partition(b";")[0]


@pytest.mark.parametrize("neighbour", NEIGHBOURS)
def test_no_neighbour_hides_the_cookie_or_stands_in_for_it(app, given, neighbour):
    assert answered(app, [b"; ".join([neighbour, given])])[0] == 200
    assert answered(app, [b"; ".join([given, neighbour])])[0] == 200
    assert answered(app, [b"; ".join([neighbour, given, neighbour])])[0] == 200
    assert answered(app, [neighbour, given])[0] == 200
    assert answered(app, [neighbour])[0] == 401


def test_without_the_cookie_nobody_is_let_in(app, given):
    for cookies in ([], [COOKIE.encode()], [given[:-1]], [given + b"0"], [given.upper()]):
        assert answered(app, cookies)[0] == 401
