"""A proxy that keeps the path under which it shows the server."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import ValidationError

from rnn_playground.server.headers import SubPath
from rnn_playground.server.settings import Settings


def asked(prefix, path, kind="http"):
    """What the application behind it was asked for, and what was sent."""
    seen, sent = [], []

    async def app(scope, receive, send):
        seen.append((scope["path"], scope["raw_path"]))

    async def send(message):
        sent.append(message)

    asyncio.run(SubPath(app, prefix)({"type": kind, "path": path, "raw_path": path.encode()}, None, send))
    return seen, sent


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("prefix", "path", "here"),
    [
        ("", "/api/catalog", "/api/catalog"),
        ("/rnn", "/rnn/api/catalog", "/api/catalog"),
        ("/rnn", "/rnn/", "/"),
        ("/a/b", "/a/b/static/x", "/static/x"),
        ("/rnn", "/api/catalog", "/api/catalog"),
        ("/rnn", "/rnnx/", "/rnnx/"),
        ("/rnn", "/rnn/rnn/", "/rnn/"),
    ],
)
def test_the_application_knows_nothing_of_it(kind, prefix, path, here):
    assert asked(prefix, path, kind) == ([(here, here.encode())], [])


def test_without_the_slash_the_browser_is_sent_to_the_folder():
    seen, sent = asked("/rnn", "/rnn")
    assert seen == []
    assert sent[0]["status"] == 308
    assert (b"location", b"/rnn/") in sent[0]["headers"]


@pytest.mark.parametrize("path", ["rnn", "/rnn/", "/", "/a b", "/a?b", "//x"])
def test_a_sub_path_begins_with_a_slash_and_ends_without(path):
    with pytest.raises(ValidationError, match="sub_path"):
        Settings(sub_path=path)
