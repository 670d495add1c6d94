"""A server that is killed, told to end, or stands still: its sessions go on at another one, and only there."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from ..nginx import nginx_before
from ..server_process import ServerProcess

pytestmark = pytest.mark.long


DOCUMENT = {"steps": 20_000, "lanes": [{"cell": {"kind": "lstm", "hidden_size": 4}}, {"cell": {"kind": "lru"}}]}


@pytest.fixture(scope="module")
def database(postgresql):
    """The database that all servers here share."""
    return postgresql.new_database()


@pytest.fixture(scope="module")
def living():
    """The servers that are there: who has ended is not among them."""
    with ExitStack() as stack:
        yield Living(stack)


class Living(list):
    """Servers that tests leave to the next one."""

    def __init__(self, stack):
        super().__init__()
        self._stack = stack

    def begin(self, database):
        server = ServerProcess(database_url=database, journal=True, wait=False)
        self._stack.callback(server.close)
        self.append(server)


@pytest.fixture
def servers(living, database):
    """Two servers in processes of their own, that share a database."""
    living[:] = [server for server in living if server.runs()]
    while len(living) < 2:
        living.begin(database)
    for server in living:
        server.wait()
    return list(living)


def attach(client, welcome, after_step=-1, key="key"):
    client.send("attach", session=welcome["session"], key=welcome[key], after_step=after_step)
    return client.until("attached")


def read_on(client):
    while True:
        client.receive()


def closed(client):
    """Read to the end of a connection; return its close code, None where there was none, and the last step seen."""
    client.acks = False
    with pytest.raises(ConnectionClosed) as end:
        read_on(client)
    received = end.value.rcvd
    return (None if received is None else received.code), client.frames[-1].step


def joined(lane, *clients):
    """Return the losses that clients received one after the other, which follow each other without a gap."""
    mine = [frame for client in clients for frame in client.frames if f"{lane}/steps" in frame]
    steps = np.concatenate([frame[f"{lane}/steps"] for frame in mine])
    np.testing.assert_array_equal(steps, np.arange(len(steps)))
    return np.concatenate([frame[f"{lane}/loss"] for frame in mine])


def begun(client, document):
    client.send("pace", updates_per_second=200)
    client.send("start", experiment=document)
    while client.frame().step < 60:
        pass


def gone_on(client, last):
    while client.frame().step < last + 40:
        pass
    client.send("stop")
    client.until("status", state="stopped")


def as_undisturbed(document, losses, *clients):
    document = {**document, "steps": clients[-1].frames[-1].step + 1}
    for lane in (0, 1):
        np.testing.assert_array_equal(joined(lane, *clients), losses(document, lane))


def the_same(watched, led):
    for lane in (0, 1):
        np.testing.assert_array_equal(joined(lane, *watched), joined(lane, *led))


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "told"])
def test_everything_goes_on_at_the_other_as_if_undisturbed(servers, join, hello, losses, measured, end):
    holder, other = servers
    document = hello(**DOCUMENT)
    owner, viewer, paused, finished = (join(holder) for _ in range(4))
    paused.send("start", experiment=hello(), paused=True)
    paused.send("step", count=7)
    paused.until("status", state="paused", step=7)
    finished.send("start", experiment=hello(steps=8))
    finished.until("status", state="finished")
    begun(owner, document)
    attach(viewer, owner.welcome, key="viewer_key")
    viewer.frame()
    began = time.monotonic()
    holder.signal(end)
    (_, last), (code, seen) = closed(owner), closed(viewer)
    assert code == {signal.SIGKILL: None, signal.SIGTERM: 1012}[end]
    again, watching = join(other), join(other)
    attach(again, owner.welcome, last)
    assert "another one goes on" in again.until("status", state="recovered")["reason"]
    measured(f"taken over after {end.name}", f"{time.monotonic() - began:.2f} s")
    attach(watching, owner.welcome, seen, key="viewer_key")
    gone_on(again, last)
    watching.until("status", state="stopped")
    as_undisturbed(document, losses, owner, again)
    the_same([viewer, watching], [owner, again])
    stepping, over = join(other), join(other)
    attach(stepping, paused.welcome)
    assert stepping.until("status", state="paused")["step"] == 7
    stepping.send("step", count=1)
    stepping.until("status", state="paused", step=8)
    np.testing.assert_array_equal(stepping.joined(0), losses(hello())[:9])
    attach(over, finished.welcome, key="viewer_key")
    over.until("status", state="finished")
    np.testing.assert_array_equal(over.joined(0), losses(hello(steps=8)))
    holder.end(signal.SIGKILL)


def test_who_knows_but_one_address_goes_on_when_one_of_two_is_killed_behind_it(
    servers, database, postgresql, join, hello, losses, measured, tmp_path
):
    document = hello(**DOCUMENT)
    with nginx_before([server.port for server in servers], tmp_path) as door:
        owner, *viewers = (join(door, "class-7b") for _ in range(3))
        begun(owner, document)
        for viewer in viewers:
            attach(viewer, owner.welcome, key="viewer_key")
            viewer.frame()
        owner.quiet()  # they came to its server, so nothing had to move
        held = f"SELECT address FROM holding JOIN server ON id = server WHERE session = '{owner.welcome['session']}'"
        ((address,),) = postgresql.execute(held, database)
        (holder,) = (server for server in servers if server.address == address)
        began = time.monotonic()
        holder.end(signal.SIGKILL)
        seen = [closed(client)[1] for client in (owner, *viewers)]
        again, *watching = (join(door, "class-7b") for _ in range(3))
        attach(again, owner.welcome, seen[0])
        again.until("status", state="recovered")
        measured("taken over behind nginx", f"{time.monotonic() - began:.2f} s")
        for each, last in zip(watching, seen[1:], strict=True):
            attach(each, owner.welcome, last, key="viewer_key")
        gone_on(again, seen[0])
        as_undisturbed(document, losses, owner, again)
        for before, after in zip(viewers, watching, strict=True):
            after.until("status", state="stopped")
            the_same([before, after], [owner, again])


def test_one_that_stood_still_drops_what_another_took_and_writes_nothing(
    servers, database, postgresql, join, hello, losses
):
    holder, other = servers
    document = hello(**DOCUMENT)
    owner, silent = join(holder), join(holder)
    begun(owner, document)
    attach(silent, owner.welcome)
    last = silent.frame().step
    holder.signal(signal.SIGSTOP)
    again = join(other)  # as a page does when it hears nothing any more
    attach(again, owner.welcome, last)
    again.until("status", state="recovered")
    again.send("pause")
    paused = again.until("status", state="paused")["step"]
    session = owner.welcome["session"]
    asked = [
        f"SELECT server FROM holding WHERE session = '{session}'",
        f"SELECT standing, checkpoint FROM session WHERE id = '{session}'",
        f"SELECT count(*) FROM scalars WHERE session = '{session}'",
    ]
    before = [postgresql.execute(statement, database) for statement in asked]
    holder.signal(signal.SIGCONT)
    closed(owner)
    closed(silent)
    back = join(other)
    attach(back, owner.welcome)
    assert back.until("status", state="paused")["step"] == paused
    assert [postgresql.execute(statement, database) for statement in asked] == before
    back = join(holder)
    attach(back, owner.welcome)
    assert back.until("status", state="paused")["step"] == paused
    back.send("resume")
    gone_on(back, paused)
    as_undisturbed(document, losses, back)
    _, _, errors = holder.end(signal.SIGTERM)
    assert '"event": "session lost"' in errors


def test_a_database_that_is_away_stops_no_run(servers, database, postgresql, join, hello, losses, eventually):
    server, other = servers
    document = hello(**DOCUMENT)
    owner = join(server)
    begun(owner, document)
    name = database.partition("?")[0].rpartition("/")[2]
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    postgresql.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgresql.execute(cut)
    last = owner.frame().step
    while owner.frame().step < last + 200:
        pass
    newcomer = join(server)
    newcomer.send("start", experiment=hello(steps=5))
    newcomer.until("status", state="finished")
    newcomer.send("attach", session="another", key="key")
    with pytest.raises(ConnectionClosed):
        newcomer.until("attached")
    postgresql.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    step = owner.frame().step
    held = f"SELECT 1 FROM session WHERE id = '{owner.welcome['session']}'"
    eventually(lambda: postgresql.execute(f"{held} AND (standing::jsonb->>'step')::int > {step}", database))
    server.end(signal.SIGKILL)
    _, last = closed(owner)
    again = join(other)
    attach(again, owner.welcome, last)
    gone_on(again, last)
    as_undisturbed(document, losses, owner, again)
