"""A process above the bound is ended, with a reason; the others, and those of which nothing is known, are not."""

from __future__ import annotations

import os

import pytest

from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.memory_watch import end_those_above, resident_bytes
from rnn_playground.engine.orders import RunControl, StartRequest
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.watch import Watch

PATIENCE = 60


class Process:
    def __init__(self, pid):
        self.pid, self.reasons = pid, []

    def kill(self, reason):
        self.reasons.append(reason)


def test_only_the_one_above_the_bound_is_ended_and_told_why():
    held = {1: 100 * 2**20, 2: 300 * 2**20, 3: None}
    processes = [Process(pid) for pid in (1, 2, 3, None)]
    end_those_above(200 * 2**20, processes, held.get)
    assert [len(process.reasons) for process in processes] == [0, 1, 0, 0]
    (reason,) = processes[1].reasons
    assert "300 MiB" in reason
    assert "200 MiB" in reason
    assert "smaller batch" in reason


def test_this_process_holds_some_memory():
    held = resident_bytes(os.getpid())
    assert held is None or held > 2**20


def test_nothing_is_known_of_a_process_that_is_gone(tmp_path):
    assert resident_bytes(1, tmp_path) is None


@pytest.mark.skipif(resident_bytes(os.getpid()) is None, reason="this system does not tell what a process takes")
def test_a_worker_that_takes_too_much_is_ended_and_its_run_told_why():
    engine = LocalEngine(1, worker_bytes=2**20)  # no worker takes so little
    engine.open()
    try:
        experiment = Experiment.model_validate({"task": {"kind": "hello"}, "batch_size": 1, "steps": 5})
        engine.start("a", StartRequest(experiment, RunControl(until=0), Watch()))
        lost = engine.poll("a", [0], 1, PATIENCE, PATIENCE)
        with pytest.raises(RunLost, match=r"took \d+ MiB, above the bound of 1 MiB"):
            lost.result(PATIENCE)
    finally:
        engine.close()
