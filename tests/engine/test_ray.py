"""What is Ray's alone: order of messages, room, and what is said where there is no cluster."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.orders import RunControl
from rnn_playground.engine.ray.actor import Mailbox

from ..waiting import wait_until
from .ray_runs import NODES, PATIENCE, begin

NO_RAY = "raise ImportError"
NO_CLUSTER = """
def is_initialized():
    return False

def init(**_):
    raise ConnectionError("Could not find any running Ray instance.")
"""


def test_messages_come_out_in_the_order_of_their_numbers():
    mailbox = Mailbox()
    mailbox.put(2, b"b")
    assert not mailbox.poll()
    mailbox.put(3, b"c")
    mailbox.put(1, b"a")
    assert [mailbox.recv_bytes() for _ in range(3)] == [b"a", b"b", b"c"]
    assert not mailbox.poll(0.0)
    mailbox.send_bytes(b"x")
    mailbox.send_bytes(b"y")
    assert mailbox.take(0.0) == [b"x", b"y"]
    assert mailbox.take(0.0) == []


@pytest.mark.parametrize(
    ("stand_in", "said"), [(NO_RAY, "pip install 'rnn-playground[ray]'"), (NO_CLUSTER, "ray start --head")]
)
def test_without_a_cluster_the_server_says_what_to_do_and_ends(tmp_path, stand_in, said):
    (tmp_path / "ray.py").write_text(stand_in, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    result = subprocess.run(
        [sys.executable, "-m", "rnn_playground", "serve", "--port", "0", "--no-browser"],
        env={**os.environ, "PYTHONPATH": paths, "RNN_PLAYGROUND_ENGINE": "ray"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert result.returncode != 0
    assert result.stderr.startswith("RNN_PLAYGROUND_ENGINE is 'ray', and ")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_runs_have_actors_of_their_own_and_what_passes_shares_one(ray_engine):
    for run in ("a", "b"):
        begin(ray_engine, run)
    places = [worker.pid for worker in ray_engine.workers if worker.runs]
    assert len(set(places)) == 2
    begin(ray_engine, "probe", passing=True)
    assert [worker.pid for worker in ray_engine.workers if worker.runs] == places
    for run in ("a", "b", "probe"):
        ray_engine.stop(run).result(PATIENCE)
    wait_until(lambda: not any(worker.runs for worker in ray_engine.workers))


def test_a_run_whose_machine_is_gone_goes_on_beside_another_until_one_of_its_own_is_loaded(ray_engine, monkeypatch):
    def has_its_own(run):
        return any(worker.runs == {run} and worker is not ray_engine._shared.get(0) for worker in ray_engine.workers)

    wait_until(lambda: ray_engine.ready and not ray_engine.lacks_warm_workers)
    monkeypatch.setattr(ray_engine, "_not_before", float("inf"))  # nothing is made ahead
    owners = [f"owner {number}" for number in range(len(ray_engine._warm_pool))]
    for owner in owners:
        begin(ray_engine, owner)
    ray_engine._displaced.orphaned |= {"guest", "brief"}
    for guest in ("guest", "brief"):
        assert begin(ray_engine, guest).step == 0
        assert not has_its_own(guest)
        assert ray_engine.move(guest) is None
    ray_engine.command("guest", RunControl(until=5)).result(PATIENCE)
    wait_until(lambda: ray_engine.poll("guest", [4], 1, 0.1, 0.0).result(PATIENCE).step == 5)
    ray_engine.stop("brief").result(PATIENCE)
    monkeypatch.undo()
    left = []
    wait_until(lambda: left.append(ray_engine.move("guest")) or left[-1] is not None)
    checkpoint = left[-1].result(PATIENCE)
    with pytest.raises(RunLost):
        ray_engine.checkpoint("guest").result(PATIENCE)
    assert begin(ray_engine, "guest", checkpoint).step == 5
    assert has_its_own("guest")
    for run in ("guest", *owners):
        ray_engine.stop(run).result(PATIENCE)
    wait_until(lambda: not any(worker.runs for worker in ray_engine.workers))


def test_a_full_cluster_has_no_room_but_for_the_actors_that_wait(ray_engine):
    import ray
    from ray.util import placement_group, remove_placement_group

    def free():
        reserving = len(ray_engine.workers) - 1  # the shared one reserves nothing
        return ray.cluster_resources()["CPU"] - 0.25 * reserving

    wait_until(lambda: len(ray_engine._warm_pool) == NODES and all(worker.ready for worker in ray_engine.workers))
    wait_until(lambda: ray.available_resources()["CPU"] == free())  # what ended before has given back its share
    assert ray_engine.has_room()
    parts = int(free() / 0.25)
    taken = placement_group([{"CPU": 0.25}] * parts)
    assert taken.wait(PATIENCE)
    wait_until(lambda: ray_engine._processors is not None and ray_engine._processors.free < 0.25)
    for number in range(NODES):
        assert ray_engine.has_room()
        begin(ray_engine, f"last {number}")
    assert not ray_engine.has_room()
    ray_engine.stop("last 0").result(PATIENCE)
    assert ray_engine.has_room()
    ray_engine.stop("last 1").result(PATIENCE)
    remove_placement_group(taken)
