"""A worker that hangs: readiness says so, it is replaced, and its runs go on as if nothing had happened."""

from __future__ import annotations

import os
import signal
import sys
import time

import httpx
import numpy as np
import pytest

from rnn_playground.telemetry.codec import decode

pytestmark = pytest.mark.long


PACE, INTERVAL = 300, 2.0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process does")
def test_a_stopped_worker_is_told_of_and_replaced(
    engine, serve, join, hello, losses, eventually, extent, measured, no_zombies
):
    hangs, hung, seconds = extent(1, 5), 0, []
    server = serve(checkpoint_interval=INTERVAL, metrics=True)
    document = hello(steps=50_000)
    client, neighbour = join(server), join(server)
    for each in (client, neighbour):
        each.send("pace", updates_per_second=PACE)
        each.send("start", experiment=document)
        each.frame()
    runs = [server.run_of(each) for each in (client, neighbour)]
    readiness = server.address + "/readyz"
    for _ in range(hangs):
        server.settle()
        began, stopped = time.monotonic(), {server.worker_of(each) for each in (client, neighbour)}
        for worker in stopped:
            os.kill(worker.pid, signal.SIGSTOP)
        if engine == "local":  # it was the only one
            eventually(lambda: httpx.get(readiness).status_code == 503)
            assert httpx.get(readiness).json()["reason"] == "no worker answers"
        else:
            eventually(lambda: not any(worker.ready for worker in stopped))  # noqa: B023
        hung += len(stopped)
        stood = [run.step for run in runs]
        eventually(lambda: all(run.step > step for run, step in zip(runs, stood, strict=True)))  # noqa: B023
        seconds.append(time.monotonic() - began)
        eventually(lambda: httpx.get(readiness).status_code == 200)
    for each, run in zip((client, neighbour), runs, strict=True):
        each.send("stop")
        each.until("status", state="stopped")
        assert "recovered" in each.states()
        reasons = [item["reason"] or "" for item in each.received if isinstance(item, dict) and "reason" in item]
        assert any("no sign of life" in reason for reason in reasons)
        np.testing.assert_array_equal(each.joined(0), losses({**document, "steps": run.step + 1}))
    assert f"rnn_playground_workers_hung {hung}" in httpx.get(f"{server.address}/metrics").text
    assert no_zombies()
    measured("a stopped worker: until all its runs go on, at most", f"{max(seconds):.2f} s of {hangs}")


def test_a_worker_that_is_lost_while_a_run_begins_costs_nothing(serve, join, hello, losses, eventually):
    server = serve()
    client, document = join(server), hello(steps=20)
    server.settle()
    stopped = [worker.pid for worker in server.state.engine.workers]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)  # what is asked of it now it never answers
    client.send("start", experiment=document)
    eventually(lambda: server.run_of(client) is not None)
    for pid in stopped:
        os.kill(pid, signal.SIGKILL)
    client.until("status", state="finished")
    np.testing.assert_array_equal(client.joined(0), losses(document))


def test_a_long_way_to_a_step_is_not_gone_all_over_again(serve, join, hello, eventually):
    server = serve(checkpoint_interval=0.05)
    client, document = join(server), hello(steps=20_000, kernel="reference")
    client.send("watch", panels=[], sample=0, max_rate=0.001)
    client.send("start", experiment=document, paused=True)
    client.until("status", state="paused")
    run = server.run_of(client)
    eventually(lambda: run.checkpoint is not None)
    client.send("step", count=10_000)
    eventually(lambda: int(decode(run.checkpoint)[1]["step"]) > 0)
    os.kill(server.worker_of(client).pid, signal.SIGKILL)
    assert client.until("status", state="recovered")["step"] > 0
    client.send("stop")
    client.until("status", state="stopped")
