"""A worker that hangs is replaced, whatever holds it; one that is busy is left alone however long it takes."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.orders import RunControl, StartRequest
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.watch import Watch

from ..waiting import wait_until

PATIENCE = 60
HELLO = Experiment.model_validate({"task": {"kind": "hello"}, "batch_size": 1, "steps": 200})
MNIST = Experiment.model_validate({"task": {"kind": "mnist"}, "batch_size": 1, "steps": 1})
# One update of it takes longer than a worker may be silent.
HUGE = Experiment.model_validate(
    {
        "task": {"kind": "adding", "length": 2000},
        "lanes": [{"cell": {"kind": "lstm", "hidden_size": 8, "layers": 3}}] * 4,
        "batch_size": 1,
        "steps": 1,
        "kernel": "reference",
    }
)
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process does"),
]


@pytest.fixture
def engines():
    opened = []

    def open_engine(**settings):
        engine = LocalEngine(1, **settings)
        opened.append(engine)
        engine.open()
        return engine

    yield open_engine
    for engine in opened:
        engine.close()


def begin(engine, run, experiment=HELLO):
    return engine.start(run, StartRequest(experiment, RunControl(until=0), Watch()))


def test_a_stopped_worker_is_not_ready_and_then_replaced(engines):
    engine = engines()
    begin(engine, "a").result(PATIENCE)
    waiting = engine.poll("a", [0], 1, PATIENCE, PATIENCE)
    (worker,) = engine.workers
    os.kill(worker.pid, signal.SIGSTOP)
    wait_until(lambda: not engine.ready)
    with pytest.raises(RunLost, match="no sign of life"):
        waiting.result(PATIENCE)
    assert begin(engine, "a").result(PATIENCE).step == 0
    assert engine.ready
    assert (engine.hung, engine.restarts) == (1, 1)


def test_a_loop_that_waits_for_what_does_not_come_is_replaced(engines, tmp_path):
    pipe = tmp_path / "images.npz"
    os.mkfifo(pipe)  # whoever opens it to read waits for somebody who writes
    engine = engines(mnist=pipe)
    begin(engine, "bystander").result(PATIENCE)
    bystander = engine.poll("bystander", [0], 1, PATIENCE, PATIENCE)
    with pytest.raises(RunLost, match="blocked"):
        begin(engine, "stuck", MNIST).result(PATIENCE)
    with pytest.raises(RunLost, match="blocked"):
        bystander.result(PATIENCE)
    assert begin(engine, "bystander").result(PATIENCE).step == 0
    assert engine.hung == 1


def test_a_worker_that_is_busy_for_long_is_left_alone(engines):
    engine = engines()
    begin(engine, "first").result(PATIENCE)
    assert begin(engine, "huge", HUGE).result(PATIENCE).step == 0
    assert (engine.hung, engine.restarts) == (0, 0)
