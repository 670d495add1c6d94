"""A container whose server is killed comes back with its runs; whoever runs it, it has what it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Client, Container

LONG = {
    "task": {"kind": "hello"},
    "batch_size": 1,
    "steps": 100_000,
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}],
}
KILL = """
import os, pathlib, signal
for status in pathlib.Path('/proc').glob('[0-9]*/cmdline'):
    words = status.read_bytes().split(b'\\0')
    if any(word.endswith(b'/rnn-playground') for word in words) and b'serve' in words and int(status.parent.name) != 1:
        print(int(status.parent.name))
        os.kill(int(status.parent.name), signal.SIGKILL)
"""


def test_a_killed_server_comes_back_with_its_run(
    container: Container, open_client: Callable[..., Client], until_ready: Callable[[str], None]
) -> None:
    before = open_client(container.address)
    before.send("pace", updates_per_second=50.0)
    before.send("start", experiment=LONG)
    before.until_step(200)
    before.send("pause")
    before.until("status", state="paused")
    killed = container.inside(KILL)
    assert killed.stdout.split(), killed.stderr
    until_ready(container.address)
    after = open_client(container.address, before.losses)
    last = max(before.losses)
    after.send("attach", session=before.welcome["session"], key=before.welcome["key"], after_step=last)
    after.until("status", state="paused")
    after.send("step", count=5)
    after.until_step(last + 5)
    assert sorted(after.losses) == list(range(last + 6))


def test_whoever_runs_it_can_write_where_it_must(container: Container) -> None:
    code = (
        "import os, tempfile; from rnn_playground.server.stores import opened_stores; "
        "from rnn_playground.server.settings import Settings; opened_stores(Settings(data='/data/other')).close(); "
        "tempfile.TemporaryFile(); print(os.getuid(), os.getgid())"
    )
    ran = container.compose(
        "run", "--rm", "--no-deps", "--no-TTY", "--user", "4242:0", "playground", "python", "-c", code
    )
    assert ran.stdout.split() == ["4242", "0"], ran.stderr
