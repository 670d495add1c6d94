"""A worker's handle: opened once, and given up with the reason that was first."""

from __future__ import annotations

import pytest

from rnn_playground.engine.client import nothing
from rnn_playground.engine.engine import RunLost
from rnn_playground.engine.worker_handle import WorkerHandle


class Transport:
    """Opens at the second attempt, as where no thread is to be had at first."""

    pid, node, resident_bytes = 1, None, 0

    def __init__(self):
        self.attempts, self.posted = 0, []

    def open(self, worker):
        self.attempts += 1
        if self.attempts == 1:
            raise RuntimeError("can't start new thread")

    def post(self, number, block):
        self.posted.append(number)

    def kill(self):
        pass


def test_what_could_not_be_opened_is_opened_at_the_next_attempt_and_only_once():
    worker = WorkerHandle(Transport(), on_loss=lambda _: None)
    with pytest.raises(RuntimeError):
        worker.open()
    worker.open()
    worker.open()
    assert worker.transport.attempts == 2


def test_what_was_asked_fails_with_the_first_reason_after_the_loss_was_told():
    told = []
    worker = WorkerHandle(Transport(), on_loss=lambda gone: told.append(asked.done()))
    asked = worker.ask({"call": "stop"}, nothing)
    worker.kill("it hangs")
    worker.kill("the server ends")
    worker.closed(lambda: "exit code -9")
    assert told == [False]
    for each in (asked, worker.ask({"call": "stop"}, nothing)):
        with pytest.raises(RunLost, match="it hangs"):
            each.result(0)
    assert worker.transport.posted == [1]
