"""A node of a Ray cluster that dies in the middle of eight runs: they go on elsewhere, and no scalar is missing."""

from __future__ import annotations

import time

import numpy as np
import pytest

from ..conftest import RunningServer

RUNS, PACE = 8, 100
ACTORS_OF_A_NODE = 3 / 0.25


@pytest.fixture
def ray_server(ray_cluster):
    whole, RunningServer.engine = RunningServer.engine, "ray"
    running = RunningServer(max_sessions=RUNS)
    RunningServer.engine = whole
    yield running
    running.close()


def test_all_runs_go_on_when_a_node_dies(ray_cluster, ray_server, join, hello, losses, eventually, measured):
    document = hello(steps=100_000)
    node = ray_cluster.add_node(**ray_cluster.like_the_others)
    ray_cluster.wait_for_nodes()
    clients = [join(ray_server) for _ in range(RUNS)]
    for client in clients:
        client.send("pace", updates_per_second=PACE)
        client.send("start", experiment=document)
    for client in clients:
        client.frame()
    runs = [ray_server.state.sessions._sessions[client.welcome["session"]].run for client in clients]
    ray_cluster.remove_node(node, allow_graceful=False)
    began, stood = time.monotonic(), [run.step for run in runs]
    eventually(lambda: ray_server.state.engine.restarts > 0)
    eventually(lambda: all(run.step > step for run, step in zip(runs, stood, strict=True)))
    measured("a node dies beneath eight runs: until all go on", f"{time.monotonic() - began:.1f} s")
    for client in clients:
        client.send("stop")
        client.until("status", state="stopped")
    assert any("recovered" in client.states() for client in clients)
    for client, run in zip(clients, runs, strict=True):
        np.testing.assert_array_equal(client.joined(0), losses({**document, "steps": run.step + 1}))
