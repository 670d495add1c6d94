"""What is Ray's alone: order of messages, room, and what is said where there is no cluster."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from rnn_playground.engine.orders import Beginning, Conduct
from rnn_playground.engine.ray.mailbox import Mailbox
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.watch import Watch

PATIENCE, NODES = 120, 2
HELLO = Experiment.model_validate({"task": {"kind": "hello"}, "batch_size": 1, "steps": 200})
NO_RAY = "raise ImportError"
NO_CLUSTER = """
def is_initialized():
    return False

def init(**_):
    raise ConnectionError("Could not find any running Ray instance.")
"""


def eventually(holds):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def engine(ray_cluster):
    from rnn_playground.engine.ray.engine import RayEngine

    running = RayEngine(8, state_bytes=2**25, worker_bytes=2**33)
    running.open()
    yield running
    running.close()


def begin(engine, run, experiment=HELLO, **more):
    return engine.start(run, Beginning(experiment, Conduct(until=0), Watch(), **more)).result(PATIENCE)


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


def test_runs_have_actors_of_their_own_and_what_passes_shares_one(engine):
    for run in ("a", "b"):
        begin(engine, run)
    places = [worker.pid for worker in engine.workers if worker.runs]
    assert len(set(places)) == 2
    begin(engine, "probe", passing=True)
    assert [worker.pid for worker in engine.workers if worker.runs] == places
    for run in ("a", "b", "probe"):
        engine.stop(run).result(PATIENCE)
    eventually(lambda: not any(worker.runs for worker in engine.workers))


def test_a_full_cluster_has_no_room_but_for_the_actors_that_wait(engine):
    import ray
    from ray.util import placement_group, remove_placement_group

    def free():
        return ray.cluster_resources()["CPU"] - 0.25 * len(engine.workers)

    eventually(lambda: len(engine._spares) == NODES and all(worker.ready for worker in engine.workers))
    eventually(lambda: ray.available_resources()["CPU"] == free())  # what ended before has given back its share
    assert engine.has_room()
    parts = int(free() / 0.25)
    taken = placement_group([{"CPU": 0.25}] * parts)
    assert taken.wait(PATIENCE)
    eventually(lambda: engine._processors is not None and engine._processors.free < 0.25)
    for number in range(NODES):
        assert engine.has_room()
        begin(engine, f"last {number}")
    assert not engine.has_room()
    engine.stop("last 0").result(PATIENCE)
    assert engine.has_room()
    engine.stop("last 1").result(PATIENCE)
    remove_placement_group(taken)
