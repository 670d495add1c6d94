"""What nobody foresaw in a thread is logged; whoever relied on it is served anew, or told."""

from __future__ import annotations

import threading

import pytest

from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.orders import RunControl, StartRequest
from rnn_playground.engine.service_thread import ServiceThread, TaskThread, Watchdog
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.watch import Watch

PATIENCE = 60
HELLO = Experiment.model_validate({"task": {"kind": "hello"}, "batch_size": 1, "steps": 200})


@pytest.fixture
def engine():
    running = LocalEngine(1)
    running.open()
    yield running
    running.close()


def begin(engine, run):
    return engine.start(run, StartRequest(HELLO, RunControl(until=0), Watch()))


def test_an_answer_that_cannot_be_read_loses_the_worker_and_its_runs_go_on_in_another(engine, caplog):
    begin(engine, "a").result(PATIENCE)
    (worker,) = engine.workers
    waiting = engine.poll("a", [0], 1, PATIENCE, PATIENCE)
    with pytest.raises(RunLost, match="could not read"):
        worker.ask({"call": "checkpoint", "run": "a"}, lambda body, _: body["no such key"]).result(PATIENCE)
    with pytest.raises(RunLost, match="could not read"):
        waiting.result(PATIENCE)
    assert "KeyError: 'no such key'" in caplog.text
    assert begin(engine, "a").result(PATIENCE).step == 0
    assert (engine.ready, engine.restarts) == (True, 1)


def test_a_question_that_cannot_be_sent_loses_the_worker_and_another_is_asked(engine, caplog):
    begin(engine, "a").result(PATIENCE)
    (worker,) = engine.workers
    waiting = engine.poll("a", [0], 1, PATIENCE, PATIENCE)
    worker.transport.post(0, "no bytes")
    with pytest.raises(RunLost, match="cannot ask"):
        waiting.result(PATIENCE)
    assert "TypeError" in caplog.text
    assert begin(engine, "a").result(PATIENCE).step == 0


def test_a_watchdog_checks_again_after_a_check_that_failed(caplog):
    looked, looks = threading.Event(), []

    def look():
        looks.append(None)
        if len(looks) == 1:
            raise KeyError("once")
        looked.set()

    watchdog = Watchdog("watch", 0.001, look)
    watchdog.open()
    assert looked.wait(PATIENCE)
    watchdog.close()
    assert "KeyError: 'once'" in caplog.text


def test_a_task_thread_does_the_next_thing_after_one_that_failed(caplog):
    done, thread = threading.Event(), TaskThread("tasks")
    thread.open()
    thread.put(lambda: {}["no such key"])
    thread.put(done.set)
    assert done.wait(PATIENCE)
    thread.close(PATIENCE)
    assert "KeyError: 'no such key'" in caplog.text


def test_a_thread_that_breaks_says_so_and_gives_up_what_it_was_for(caplog):
    given_up = threading.Event()
    thread = ServiceThread("heart", lambda: {}["no such key"], given_up.set)
    thread.start()
    assert given_up.wait(PATIENCE)
    assert "'heart' broke" in caplog.text
    assert "KeyError" in caplog.text
