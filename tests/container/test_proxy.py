"""Behind nginx: under a path that it takes off or keeps, encrypted, with a line that it cuts when nothing comes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

if TYPE_CHECKING:
    from conftest import Client, Container

    Proxied = tuple[Container, Mapping[str, str]]

HELLO = {
    "task": {"kind": "hello"},
    "batch_size": 1,
    "steps": 150,
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}],
}
WAYS = pytest.mark.parametrize("way", ["taken off", "kept", "encrypted"])


@WAYS
def test_the_page_finds_all_that_it_names(proxied: Proxied, fetch: Callable[..., bytes], way: str) -> None:
    folder = f"{proxied[1][way]}/"
    page = fetch(folder).decode()
    named = re.findall(r'(?:src|href|content)="(static/[^"]+)"', page)
    assert len(named) > 3
    for path in [*named, "api/catalog", "healthz"]:
        assert fetch(urljoin(folder, path)), path


@WAYS
def test_a_run_comes_through_whole(proxied: Proxied, open_client: Callable[..., Client], way: str) -> None:
    client = open_client(proxied[1][way])
    client.send("pace", updates_per_second=None)
    client.send("start", experiment=HELLO)
    client.until("status", state="finished")
    assert sorted(client.losses) == list(range(150))


def test_without_the_slash_the_page_is_found_too(proxied: Proxied, fetch: Callable[..., bytes]) -> None:
    assert fetch(proxied[1]["kept"]) == fetch(f"{proxied[1]['kept']}/")


def test_heartbeats_keep_a_line_open(proxied: Proxied, open_client: Callable[..., Client]) -> None:
    client = open_client(proxied[1]["kept"])
    for _ in range(3):
        client.until("heartbeat")
    client.send("ping", at=7)
    client.until("pong", at=7)


def test_what_a_proxy_that_restarts_cuts_off_is_taken_up_again(
    proxied: Proxied, open_client: Callable[..., Client], until_ready: Callable[[str], None]
) -> None:
    service, ways = proxied
    before = open_client(ways["encrypted"])
    before.send("pace", updates_per_second=100.0)
    before.send("start", experiment={**HELLO, "steps": 100_000})
    before.until_step(50)
    assert service.compose("restart", "proxy").returncode == 0
    until_ready(ways["encrypted"])
    after = open_client(ways["encrypted"], before.losses)
    last = max(before.losses)
    after.send("attach", session=before.welcome["session"], key=before.welcome["key"], after_step=last)
    after.until_step(last + 100)
    assert sorted(after.losses) == list(range(max(after.losses) + 1))
