"""What a Ray cluster may lose: a server, an actor that stops, is blocked or takes too much."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack

import pytest

from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.orders import RunControl, StartRequest
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.watch import Watch

from ..waiting import wait_until
from .ray_runs import HELLO, NODES, PATIENCE, begin

pytestmark = pytest.mark.long


MNIST = Experiment.model_validate({"task": {"kind": "mnist"}, "batch_size": 1, "steps": 1})
# One update of it takes longer than an actor may be silent.
HUGE = Experiment.model_validate(
    {
        "task": {"kind": "adding", "length": 2000},
        "lanes": [{"cell": {"kind": "lstm", "hidden_size": 8, "layers": 3}}] * 4,
        "batch_size": 1,
        "steps": 1,
        "kernel": "reference",
    }
)
SERVER = """
import sys
from rnn_playground.engine.ray.cluster import Cluster
cluster = Cluster()
actor = cluster.create("run", None, None, False, 0, 2**33)
assert actor.take.options(concurrency_group="out").remote(0.0).future().result()
print(cluster._server, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def server(ray_cluster):
    """Start a server that does nothing but hold an actor: the process and its name in the cluster."""
    with ExitStack() as stack:

        def start():
            process = subprocess.Popen(
                [sys.executable, "-c", SERVER],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "RAY_ADDRESS": ray_cluster.address},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process, process.stdout.readline().strip()

        yield start


def test_actors_without_a_server_are_ended_and_those_of_living_ones_are_not(ray_engine, server):
    import ray

    from rnn_playground.engine.ray.cluster import NAMESPACE

    def actors_of(name):
        listed = ray.util.list_named_actors(all_namespaces=True)
        return {each["name"] for each in listed if each["namespace"] == NAMESPACE and name in each["name"]}

    begin(ray_engine, "c")
    (killed, gone), (_, living) = server(), server()
    assert actors_of(gone) == {f"run.{gone}.1"}
    killed.kill()
    wait_until(lambda: not actors_of(gone))
    assert actors_of(living) == {f"run.{living}.1"}
    assert ray_engine.command("c", RunControl()).result(PATIENCE).step == 0
    ray_engine.stop("c").result(PATIENCE)


def test_a_stopped_actor_is_missed_by_its_neighbour_and_replaced(ray_engine):
    wait_until(lambda: len(ray_engine._warm_pool) == NODES and all(worker.ready for worker in ray_engine.workers))
    begin(ray_engine, "e")
    waiting = ray_engine.poll("e", [0], 1, PATIENCE, PATIENCE)
    hung, stopped = ray_engine.hung, next(worker for worker in ray_engine.workers if "e" in worker.runs)
    wait_until(
        lambda: any(other.ready and other.node == stopped.node for other in ray_engine.workers if other is not stopped)
    )
    os.kill(stopped.pid, signal.SIGSTOP)
    wait_until(lambda: not stopped.ready)
    with pytest.raises(RunLost, match=r"no sign of life for 3 s"):
        waiting.result(PATIENCE)
    wait_until(lambda: not os.path.exists(f"/proc/{stopped.pid}"))
    assert begin(ray_engine, "e").step == 0
    assert ray_engine.hung == hung + 1
    ray_engine.stop("e").result(PATIENCE)


def test_an_actor_that_is_busy_for_long_is_left_alone(ray_engine):
    hung, restarts = ray_engine.hung, ray_engine.restarts
    assert begin(ray_engine, "huge", experiment=HUGE).step == 0
    assert (ray_engine.hung, ray_engine.restarts) == (hung, restarts)
    ray_engine.stop("huge").result(PATIENCE)


def test_an_actor_whose_worker_is_blocked_ends_itself_and_says_so(ray_cluster, tmp_path):
    from rnn_playground.engine.ray.engine import RayEngine

    pipe = tmp_path / "images.npz"
    os.mkfifo(pipe)  # whoever opens it to read waits for somebody who writes
    running = RayEngine(8, pipe, state_bytes=2**25, worker_bytes=2**33)
    running.open()
    try:
        stuck = running.start("stuck", StartRequest(MNIST, RunControl(until=0), Watch()))
        with pytest.raises(RunLost, match="blocked"):
            stuck.result(PATIENCE)
        assert running.hung == 1
    finally:
        running.close()


def test_an_actor_that_takes_too_much_ends_itself_and_its_run_is_told_why(ray_cluster):
    from rnn_playground.engine.ray.engine import RayEngine

    running = RayEngine(8, state_bytes=2**25, worker_bytes=2**20)  # no actor takes so little
    running.open()
    try:
        lost = running.start("a", StartRequest(HELLO, RunControl(until=0), Watch()))
        with pytest.raises(RunLost, match=r"took \d+ MiB, above the bound of 1 MiB"):
            lost.result(PATIENCE)
        assert running.hung == 0
    finally:
        running.close()
