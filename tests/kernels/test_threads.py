"""Training steps shared by threads: no bit depends on how many there are, when they come or whether they stay."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from rnn_playground.experiment import Experiment
from rnn_playground.kernels import fused_network
from rnn_playground.kernels.helper_threads import take_items
from rnn_playground.training.trainer import Trainer

LANES = {
    "rnn": {"cell": {"kind": "rnn", "hidden_size": 9}},
    "cwrnn": {"cell": {"kind": "cwrnn", "hidden_size": 12, "layers": 2}},
    "lstm-windows": {
        "cell": {"kind": "lstm", "hidden_size": 9, "layers": 2},
        "bptt": {"kind": "truncated", "window": 7, "shift": 3},
    },
    "gru": {"cell": {"kind": "gru", "hidden_size": 9, "layers": 3}},
    "exploding": {
        "cell": {
            "kind": "rnn",
            "activation": "relu",
            "hidden_size": 8,
            "recurrent_init": {"kind": "identity", "scale": 1.36},
        }
    },
}
TASKS = {"adding": {"kind": "adding", "length": 110}, "text": {"kind": "text", "length": 13}}


class Never:
    """Helpers that do not come."""

    def submit(self, *_):
        return ThreadPoolExecutor(1).submit(int)


class Late:
    """Helpers that come while the work is under way; ``most``: after so many items they are gone."""

    def __init__(self, most):
        self.most, self.pool, self.came = most, ThreadPoolExecutor(2), []

    def submit(self, _, arguments, words):
        return self.pool.submit(self.help, arguments, words)

    def help(self, arguments, words):
        threading.Event().wait(0.0005)
        self.came.append(words)
        take_items(arguments, words, self.most)


def trained(lane, task, threads, pool=None):
    document = {"task": TASKS[task], "lanes": [LANES[lane]], "batch_size": 37, "steps": 12}
    trainer = Trainer(Experiment.model_validate(document), kernels=True)
    trainer.lanes[0].threads = threads
    if pool is not None:
        helpers = trainer.lanes[0]._network._helpers
        helpers._pool, helpers._count = pool, threads - 1
    while trainer.state == "running":
        trainer.advance_by(5)
    return trainer


def bits(trainer):
    """Everything that the last step has left, and what was logged."""
    measured = trainer.lanes[0].measurement
    gradients, flow = measured.gradients, measured.flow()
    states = [tensor for layer in gradients.states for state in layer for tensor in state]
    numbers = [*states, gradients.parameters, flow.hidden, flow.state, measured.last_loss()]
    numbers += [*measured.states_of(36).values(), *trainer.parameters(0).values()]
    return [trainer.step, gradients.loss_scale, *trainer.scalars.since(0, -1, 100).values()], numbers


def assert_same_bits(one, other):
    for mine, theirs in zip(bits(one), bits(other), strict=True):
        for a, b in zip(mine, theirs, strict=True):
            np.testing.assert_array_equal(np.asarray(a), np.asarray(b))


@pytest.fixture(autouse=True)
def _every_step_is_worth_help(monkeypatch):
    monkeypatch.setattr(fused_network, "WORTH_HELP", 0)


@pytest.mark.parametrize("threads", [2, 3, 5])
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("lane", LANES)
def test_the_number_of_threads_changes_no_bit(lane, task, threads):
    assert_same_bits(trained(lane, task, threads), trained(lane, task, 1))


def test_helpers_that_never_come_are_not_waited_for():
    assert_same_bits(trained("gru", "adding", 3, Never()), trained("gru", "adding", 1))


@pytest.mark.parametrize("most", [1, 3, 1 << 40])
def test_helpers_may_come_late_and_leave_in_the_middle(most):
    pool = Late(most)
    assert_same_bits(trained("lstm-windows", "adding", 3, pool), trained("lstm-windows", "adding", 1))
    pool.pool.shutdown()
    assert pool.came
