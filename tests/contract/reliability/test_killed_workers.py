"""Workers that are killed at random: every run goes on by the same arithmetic, as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import time

import numpy as np
import pytest

pytestmark = pytest.mark.long


WORKERS, PACE, INTERVAL = 2, 300, 2.0
SLACK = 1.0
# Of a busy machine that has to start a process, in seconds.
PATIENCE = 120.0
LANES = [
    [{"cell": {"kind": "lstm", "hidden_size": 4}}, {"cell": {"kind": "lru", "hidden_size": 4}}],
    [{"cell": {"kind": "rnn", "hidden_size": 3}}],
    [{"cell": {"kind": "antisymmetric", "hidden_size": 4}}],
]


class Kills:
    """What each kill cost: updates made again, and seconds until the last run had made a new one."""

    def __init__(self, server, runs):
        self.server, self.runs, self.again, self.seconds = server, runs, [], []

    def kill(self, chance, count):
        """Kill up to ``count`` workers, one that has runs among them, then wait until all runs have got further."""
        ready = [worker for worker in self.server.state.engine.workers if worker.ready]
        victim = chance.choice([worker for worker in ready if worker.runs])
        victims = [victim, *(worker for worker in ready if worker is not victim)][:count]
        before = {run: run.step for run in self.runs}
        age = {run: run.step - run.checkpoint_step for run in self.runs}
        for each in victims:
            os.kill(each.pid, signal.SIGKILL)
        began = time.monotonic()
        while any(run.step <= before[run] for run in self.runs):
            assert time.monotonic() - began < PATIENCE, [run.state for run in self.runs]
            time.sleep(0.005)
        self.seconds.append(time.monotonic() - began)
        self.again.append(max(age.values()))


def test_losses_after_many_kills_equal_those_of_an_undisturbed_run(
    serve, join, hello, losses, extent, measured, no_zombies
):
    kills, chance = extent(2, 50), random.Random(21)
    server = serve(workers=WORKERS, checkpoint_interval=INTERVAL)
    documents = [hello(steps=50_000, lanes=lanes) for lanes in LANES]
    clients = [join(server) for _ in documents]
    for client, document in zip(clients, documents, strict=True):
        client.send("pace", updates_per_second=PACE)
        client.send("start", experiment=document)
        client.frame()
    runs = [server.run_of(client) for client in clients]
    kernels = [client.frames[0].metadata["kernel"] for client in clients]
    toll = Kills(server, runs)
    for number in range(kills):
        time.sleep(chance.random())
        toll.kill(chance, count=1 + number % WORKERS)  # every second time nobody is left
    for client in clients:
        client.send("stop")
        client.until("status", state="stopped")
    assert server.restarts >= kills - WORKERS
    assert any("recovered" in client.states() for client in clients)
    for client, document, kernel, run in zip(clients, documents, kernels, runs, strict=True):
        assert {frame.metadata["kernel"] for frame in client.frames} == {kernel}
        for lane in range(len(document["lanes"])):
            expected = losses({**document, "steps": run.step + 1}, lane)
            np.testing.assert_array_equal(client.joined(lane), expected)
    assert no_zombies()
    assert max(toll.again) <= PACE * (INTERVAL + SLACK)
    measured("kills of one worker and of all at once survived bit for bit", f"{kills}")
    measured("updates made again after a kill, at most", f"{max(toll.again)} of {PACE} a second")
    measured(
        "until all runs go on after a kill, median and worst",
        f"{np.median(toll.seconds):.2f}, {max(toll.seconds):.2f} s",
    )
