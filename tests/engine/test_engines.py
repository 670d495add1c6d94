"""Either engine with a real worker: fairness, failures, checkpoints, loss."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from rnn_playground.engine.engine import OrderRefused, RunFailed, RunLost
from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.orders import HoldAt, RunControl, StartRequest, TuneOrder
from rnn_playground.experiment import Experiment, TuneChange
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch

PATIENCE = 120
HELLO = Experiment.model_validate({"task": {"kind": "hello"}, "batch_size": 1, "steps": 200})
HEAVY = Experiment.model_validate({"task": {"kind": "adding", "length": 200}, "batch_size": 64, "steps": 10_000})


@pytest.fixture(scope="module")
def engine(request):
    if request.config.getoption("--engine") == "local":
        running = LocalEngine(1)
    else:
        request.getfixturevalue("ray_cluster")
        from rnn_playground.engine.ray.engine import RayEngine

        running = RayEngine(8, state_bytes=2**25, worker_bytes=2**33)
    running.open()
    yield running
    running.close()


def follow(engine, run, report, log=None):
    """Poll to the end and return the log."""
    log = log or ScalarLog(len(report.scalars))
    report.add_to(log)
    while report.condition == "running" or log.last(0) < report.step:
        report = engine.poll(run, [log.last(0)], 4096, 1.0, 0.0).result(PATIENCE)
        report.add_to(log)
    return log


def begin(engine, run, experiment=HELLO, **control):
    return engine.start(run, StartRequest(experiment, RunControl(**control), Watch())).result(PATIENCE)


def test_a_run_from_start_to_stop(engine):
    report = begin(engine, "a")
    assert (report.step, report.condition, report.frame.step) == (0, "running", 0)
    assert follow(engine, "a", report).last(0) == 199
    engine.stop("a").result(PATIENCE)
    with pytest.raises(RunLost):
        engine.poll("a", [0], 1, 0.0, 0.0).result(PATIENCE)


def test_going_on_from_a_checkpoint_gives_the_same_losses(engine):
    whole = follow(engine, "b", begin(engine, "b"))
    report = begin(engine, "c", until=50)
    log = ScalarLog(1)
    report.add_to(log)
    while log.last(0) < 50:
        engine.poll("c", [log.last(0)], 4096, 1.0, 1.0).result(PATIENCE).add_to(log)
    blob = engine.checkpoint("c").result(PATIENCE)
    engine.stop("c").result(PATIENCE)
    again = engine.start("d", StartRequest(blob, RunControl(), Watch())).result(PATIENCE)
    assert again.step == 50
    np.testing.assert_array_equal(follow(engine, "d", again, log).since(0, -1)["loss"], whole.since(0, -1)["loss"])


def test_a_checkpoint_does_not_grow_with_the_steps_that_were_reported(engine):
    log, sizes = ScalarLog(1), []
    begin(engine, "long", until=40).add_to(log)
    for goal in (40, 80, 160):
        engine.command("long", RunControl(until=goal)).result(PATIENCE)
        while log.last(0) < goal:
            engine.poll("long", [log.last(0)], 4096, 1.0, 0.0).result(PATIENCE).add_to(log)
        engine.poll("long", [log.last(0)], 4096, 0.0, 0.0).result(PATIENCE)
        sizes.append(len(engine.checkpoint("long").result(PATIENCE)))
    engine.stop("long").result(PATIENCE)
    assert max(sizes) - min(sizes) <= 64


def test_a_heavy_run_does_not_starve_a_light_one(engine):
    begin(engine, "heavy", HEAVY)
    light = follow(engine, "light", begin(engine, "light"))
    assert light.last(0) == 199
    heavy = engine.poll("heavy", [0], 4096, PATIENCE, 0.0).result(PATIENCE)
    assert heavy.condition == "running"
    assert heavy.step > 0
    engine.stop("heavy").result(PATIENCE)


def test_what_goes_wrong_ends_that_run_and_no_other(engine):
    begin(engine, "good", until=0)
    begin(engine, "broken", until=0)
    broken = engine.start("broken", StartRequest(b"\x02\0\0\0\0\0\0\0{}", RunControl(), Watch()))
    with pytest.raises(RunFailed):
        broken.result(PATIENCE)
    with pytest.raises(RunFailed):
        engine.poll("broken", [-1], 1, 0.0, 0.0).result(PATIENCE)
    assert engine.command("good", HoldAt()).result(PATIENCE).step == 0


def test_an_order_that_cannot_be_taken_leaves_the_run_alone(engine):
    report = begin(engine, "e", HELLO.model_copy(update={"steps": 2}))
    follow(engine, "e", report)
    with pytest.raises(OrderRefused, match="lane 0"):
        engine.command("e", TuneOrder(lane=0, change=TuneChange(learning_rate=0.1))).result(PATIENCE)
    assert engine.poll("e", [1], 1, 0.0, 0.0).result(PATIENCE).condition == "finished"


def test_a_lost_worker_loses_its_runs_and_is_replaced(engine):
    begin(engine, "f", until=0)
    waiting = engine.poll("f", [0], 1, PATIENCE, 0.0)
    worker = next(each for each in engine.workers if "f" in each.runs)
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(RunLost, match=r"exit code -9|the actor is gone"):
        waiting.result(PATIENCE)
    assert begin(engine, "f", until=0).step == 0
    assert engine.restarts == 1
    assert engine.ready
