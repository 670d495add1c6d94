"""A node of a Ray cluster that dies in the middle of eight runs: they go on elsewhere, and no scalar is missing."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest

from ...waiting import wait_until
from ..running_server import RunningServer

pytestmark = pytest.mark.long


RUNS, PACE = 8, 100
# Of machines that have to load eight workers, in seconds.
PATIENCE = 300.0


@pytest.fixture
def ray_server(ray_cluster):
    whole, RunningServer.engine = RunningServer.engine, "ray"
    running = RunningServer(max_sessions=RUNS)
    RunningServer.engine = whole
    yield running
    running.close()


def parent_of(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])


@pytest.mark.parametrize("silent", [False, True])
def test_all_runs_go_on_when_a_node_dies(silent, ray_cluster, ray_node, ray_server, join, hello, losses, measured):
    document, engine = hello(steps=100_000), ray_server.state.engine
    clients = [join(ray_server) for _ in range(RUNS)]
    for client in clients:
        client.send("pace", updates_per_second=PACE)
        client.send("start", experiment=document)
    runs = [ray_server.state.sessions._sessions[client.welcome["session"]] for client in clients]
    wait_until(lambda: all(session.run is not None and session.run.step > 0 for session in runs))
    wait_until(lambda: not engine.lacks_warm_workers and all(worker.ready for worker in engine.workers))
    runs = [session.run for session in runs]
    (node,) = ray_cluster.worker_nodes
    (raylet,) = node.all_processes["raylet"]

    def is_there(worker):
        return parent_of(worker.pid) == raylet.process.pid

    lost = [worker for worker in engine.workers if worker.runs and is_there(worker)]
    assert lost
    lost_runs = [run for run in runs if any(run.id in worker.runs for worker in lost)]
    if silent:  # as when the power goes: no connection is closed
        for pid in [*(worker.pid for worker in engine.workers if is_there(worker)), raylet.process.pid]:
            os.kill(pid, signal.SIGSTOP)
    else:
        ray_cluster.remove_node(node, allow_graceful=False)
    began = time.monotonic()

    def go_on_elsewhere():
        placed = {run for worker in engine.workers if worker not in lost for run in worker.runs}
        return placed >= {run.id for run in lost_runs}

    wait_until(go_on_elsewhere)
    stood = [run.step for run in runs]
    wait_until(lambda: all(run.step > step for run, step in zip(runs, stood, strict=True)))
    measured(
        f"a node with {len(lost)} of eight runs {'is silent' if silent else 'dies'}: until all go on",
        f"{time.monotonic() - began:.1f} s",
    )
    wait_until(
        lambda: sum(len(worker.runs) == 1 and worker is not engine._shared.get(0) for worker in engine.workers) == RUNS
    )
    measured("and each has an actor of its own", f"{time.monotonic() - began:.1f} s")
    if silent:
        ray_cluster.remove_node(node, allow_graceful=False)
    ray_cluster.add_node(**ray_node)
    for client in clients:
        client.send("stop")
        client.until("status", state="stopped")
    assert {client.states().count("recovered") for client in clients} == {0, 1}
    assert sum("recovered" in client.states() for client in clients) == len(lost_runs)
    for client, run in zip(clients, runs, strict=True):
        np.testing.assert_array_equal(client.joined(0), losses({**document, "steps": run.step + 1}))
