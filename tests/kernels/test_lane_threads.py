"""Models of one run in threads: the same bits with however many, and nothing left behind."""

from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import numpy as np
import pytest
import torch

from rnn_playground.experiment import Experiment
from rnn_playground.kernels import fused_network
from rnn_playground.tasks.catalog import batches_in_block
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.lane_threads import LaneThreads
from rnn_playground.training.step_source import StepSource
from rnn_playground.training.trainer import Trainer

VANISHING = {
    "cell": {"kind": "rnn", "hidden_size": 8, "recurrent_init": {"kind": "identity", "scale": 0.05}},
    "optimizer": {"kind": "sgd", "learning_rate": 1e-3},
}
RNN, LSTM, GRU = ({"cell": {"kind": kind, "hidden_size": 8}} for kind in ("rnn", "lstm", "gru"))
TRUNCATED = {"cell": {"kind": "ugrnn", "hidden_size": 5}, "bptt": {"kind": "truncated", "window": 6, "shift": 2}}
EXPLODING = {
    "cell": {"kind": "rnn", "hidden_size": 8, "activation": "identity"},
    "optimizer": {"kind": "sgd", "learning_rate": 1e6},
    "clip": {"kind": "none"},
}
ADDING = {"kind": "adding", "length": 60}
TEXT = {"kind": "text", "length": 13}
DEEP = {
    "cell": {"kind": "lstm", "hidden_size": 9, "layers": 2},
    "bptt": {"kind": "truncated", "window": 17, "shift": 9},
}
# Its derivatives leave the finite numbers with the factor that the kernels go back with, and stay finite without.
TWICE = {
    "cell": {
        "kind": "rnn",
        "activation": "relu",
        "hidden_size": 8,
        "recurrent_init": {"kind": "identity", "scale": 3},
    },
    "optimizer": {"kind": "sgd", "learning_rate": 1e-30},
}
RACES = {
    "one of several layers": [{"cell": {"kind": "gru", "hidden_size": 8, "layers": 3}}],
    "one of windows": [DEEP],
    "one that goes back twice": [TWICE],
    "one that diverges": [EXPLODING],
    "two": [VANISHING, LSTM],
    "three": [GRU, TRUNCATED, RNN],
    "four": [LSTM, VANISHING, {"cell": {"kind": "cwrnn", "hidden_size": 8}}, GRU],
    "diverging": [LSTM, EXPLODING, RNN],
}


class NoHelp(Executor):
    """Takes tasks; none begins before ``begin``."""

    def __init__(self, _=None):
        self.tasks = []

    def submit(self, fn, /, *args, **kwargs):
        self.tasks.append(lambda: fn(*args, **kwargs))
        return Future()

    def begin(self):
        while self.tasks:
            self.tasks.pop()()


class OnlyHelp(Executor):
    """One thread that is through with a task before ``submit`` returns: it takes all lanes, and all of their work."""

    def __init__(self, _=1):
        self._thread, self._is_at_work = ThreadPoolExecutor(1), False

    def submit(self, fn, /, *args, **kwargs):
        if self._is_at_work:  # it calls for help itself, and is the only one there is
            return Future()
        self._is_at_work = True
        done = self._thread.submit(fn, *args, **kwargs)
        done.result()
        self._is_at_work = False
        return done

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._thread.shutdown()


class NoThreads(Executor):
    """What an executor says where the system has no thread to give."""

    def __init__(self, _):
        pass

    def submit(self, fn, /, *args, **kwargs):
        raise RuntimeError("can't start new thread")


@pytest.fixture(autouse=True)
def _every_step_is_worth_help(monkeypatch):
    monkeypatch.setattr(fused_network, "WORTH_HELP", 0)


def document(lanes, steps=70, task=ADDING, batch_size=20):
    return Experiment.model_validate({"task": task, "lanes": lanes, "batch_size": batch_size, "steps": steps})


def trained(experiment, budgets=(1,), trainer=None, lane_threads=None):
    """Train to the end, with as many threads as ``budgets`` say in turn, in calls of different length."""
    trainer = trainer or Trainer(experiment, kernels=True, lane_threads=lane_threads)
    turn = 0
    while trainer.state == "running":
        trainer.threads = budgets[turn % len(budgets)]
        trainer.advance_by((16, 5, 1)[turn % 3])
        turn += 1
    return trainer


def everything(trainer):
    """Return all numbers of a run by name: scalars, parameters, and what its last frame shows."""
    found = {name: np.asarray(tensor) for name, tensor in trainer.frame(Watch()).tensors.items()}
    for lane in range(len(trainer.lanes)):
        found |= {f"{lane} {name}": values for name, values in trainer.scalars.since(lane, -1, 10_000).items()}
        found |= {f"{lane} {name}": values for name, values in trainer.parameters(lane).items()}
    return found


def gradients(trainer):
    """Return ∂L/∂ of each lane's parameters and the profiles along time, of the lanes that go on."""
    lanes = [lane for lane in trainer.lanes if np.isfinite(lane.measurement.gradient_norm)]
    return [
        array.numpy() for lane in lanes for array in (lane.measurement.gradients.parameters, *lane.measurement.flow())
    ]


def assert_same(one, other):
    assert (one.step, one.state, one.divergences) == (other.step, other.state, other.divergences)
    right, found = everything(one), everything(other)
    assert right.keys() == found.keys()
    for name, values in right.items():
        np.testing.assert_array_equal(found[name], values, err_msg=name)
    for values, same in zip(gradients(one), gradients(other), strict=True):
        np.testing.assert_array_equal(values, same)


@pytest.mark.parametrize("budgets", [(2,), (3,), (5,), (1, 3, 2, 5)], ids=str)
@pytest.mark.parametrize("race", RACES)
def test_the_numbers_do_not_depend_on_the_threads(race, budgets):
    assert_same(trained(document(RACES[race])), trained(document(RACES[race]), budgets))


@pytest.mark.parametrize("threads", [2, 3, 5])
@pytest.mark.parametrize("batch_size", [1, 16, 37])
@pytest.mark.parametrize("lane", [RNN, LSTM, GRU, TRUNCATED, DEEP], ids=["rnn", "lstm", "gru", "ugrnn", "deep"])
def test_neither_do_those_of_one_model_that_carries_its_state_and_is_classified(lane, batch_size, threads):
    experiment = document([lane], 30, TEXT, batch_size)
    assert_same(trained(experiment), trained(experiment, (threads,)))


def test_a_model_is_trained_by_two_at_once(monkeypatch):
    """Whoever trains it waits for help before the first item."""
    trainer = Trainer(document([LSTM]), kernels=True)
    came, take_items, help_ = threading.Event(), fused_network.take_items, fused_network.FusedNetwork._help
    monkeypatch.setattr(fused_network, "take_items", lambda *work: (came.wait(60), take_items(*work)))
    monkeypatch.setattr(fused_network.FusedNetwork, "_help", lambda *work: (came.set(), help_(*work)))
    trainer.threads = 2
    assert trainer.advance_by(3) == 3
    assert came.is_set()
    trainer.close()


class Task:
    """A task for helpers; ``held`` knows whether anybody still holds it."""

    def __init__(self, held):
        held.append(weakref.ref(self))

    def __call__(self):
        pass


@pytest.mark.parametrize("lanes", [[0], [0, 1]])
def test_what_helpers_were_called_for_is_not_kept(lanes):
    threads, held = LaneThreads(), []
    threads.map(lambda _: threads.helpers(2).call(Task(held)), lanes, 2)
    threads.close()
    gc.collect()
    assert [reference() for reference in held] == [None] * len(lanes)


@pytest.mark.parametrize("most", [0, 1, 3])
def test_helpers_may_leave_in_the_middle(monkeypatch, most):
    """Each helper takes so many items and comes no more."""
    left = []
    experiment = document([DEEP])
    alone = trained(experiment)
    monkeypatch.setattr(
        fused_network.FusedNetwork, "_help", lambda _, *work: left.append(fused_network.take_items(*work, most))
    )
    assert_same(alone, trained(experiment, (3,)))
    assert left


def test_the_time_of_an_update_counts_what_helpers_spend():
    """By the caller's clock no time passes. The first helper draws the next batches."""
    for threads, is_told in ((1, False), (2, True)):
        trainer = Trainer(document([LSTM]), kernels=True, lane_threads=LaneThreads(OnlyHelp), clock=lambda: 0.0)
        trainer.threads = threads
        trainer.advance_by(1)
        trainer.advance_by(4)
        assert (trainer.update_seconds[0] > 0) is is_told
        trainer.close()


def test_lanes_are_computed_side_by_side():
    """Both lanes wait within their work for the other: one after the other they would wait for ever."""
    meeting = threading.Barrier(2, timeout=60)
    threads = LaneThreads().map(lambda lane: (meeting.wait(), threading.get_ident())[1], [0, 1], 2)
    assert len(set(threads.values())) == 2


def test_what_is_done_beside_the_lanes_is_over_when_they_are():
    done = []
    for threads in (1, 2):
        assert LaneThreads().map(str, [4, 7], threads, lambda: done.append(True)) == {4: "4", 7: "7"}
        assert len(done) == threads


@pytest.mark.parametrize("task", [{"kind": "adding", "length": 60}, {"kind": "text", "length": 9}])
def test_batches_that_were_drawn_ahead_are_those_that_are_drawn_when_they_are_wanted(task):
    experiment = Experiment.model_validate({"task": task, "batch_size": 20, "steps": 70})
    ahead, plain = (StepSource(experiment, torch.float32) for _ in range(2))
    draws = 0
    for step in range(70):
        right, found = plain.prepared(step), ahead.prepared(step)
        assert found[1] == right[1]
        for values, same in zip(right[0], found[0], strict=True):
            np.testing.assert_array_equal(values, same)
        if ahead.needs_block_after(step):
            ahead.draw_ahead(step)
            draws += 1
        assert not ahead.needs_block_after(step)
    blocks = -(-70 // batches_in_block(experiment.task, 20))
    assert draws == blocks - 1


def test_a_single_model_trains_while_its_next_batches_are_drawn():
    experiment = document([GRU])
    assert_same(trained(experiment), trained(experiment, (2,)))


def test_a_helper_that_never_comes_is_not_waited_for():
    experiment = document(RACES["four"])
    assert_same(trained(experiment), trained(experiment, (4,), lane_threads=LaneThreads(NoHelp)))


def test_a_helper_that_comes_late_finds_nothing_to_do():
    helpers, experiment = NoHelp(), document(RACES["three"])
    late = Trainer(experiment, kernels=True, lane_threads=LaneThreads(lambda _: helpers))
    late.threads = 3
    late.advance_by(10)
    step, known = late.step, everything(late)
    assert len(helpers.tasks) > 1
    helpers.begin()
    assert late.step == step
    for name, values in everything(late).items():
        np.testing.assert_array_equal(values, known[name])
    assert_same(trained(experiment), trained(experiment, (3,), late))


@pytest.mark.parametrize("race", RACES)
def test_a_helper_computes_as_the_callers_thread_does(race):
    """Vanishing gradients, too: flush to zero is set in whichever thread the kernels run."""
    experiment = document(RACES[race])
    assert_same(trained(experiment), trained(experiment, (2,), lane_threads=LaneThreads(OnlyHelp)))


def test_where_the_system_has_no_thread_to_give_the_run_goes_on():
    experiment = document(RACES["two"])
    assert_same(trained(experiment), trained(experiment, (2,), lane_threads=LaneThreads(NoThreads)))


def test_a_checkpoint_taken_with_threads_goes_on_without_and_the_other_way_round():
    experiment = document(RACES["three"])
    whole = trained(experiment)
    for first, then in ((3, 1), (1, 3)):
        trainer = Trainer(experiment, kernels=True)
        trainer.threads = first
        trainer.advance_by(9)
        trainer.advance_by(16)
        blob = trainer.checkpoint()
        again = trained(experiment, (then,), Trainer.restore(blob))
        assert_same(whole, again)
    serial = Trainer(experiment, kernels=True)
    serial.advance_by(9)
    serial.advance_by(16)
    assert serial.checkpoint() == blob


def lane_threads():
    return {thread for thread in threading.enumerate() if thread.name.startswith("ThreadPoolExecutor")}


@pytest.fixture
def no_others():
    before = lane_threads()
    yield lambda: lane_threads() - before
    assert lane_threads() == before


def test_threads_begin_at_first_use_and_end_with_the_run(no_others):
    trainer = Trainer(document(RACES["four"], steps=20), kernels=True)
    trainer.advance_by(4)
    assert not no_others()
    trainer.threads = 3
    trainer.advance_by(4)
    assert no_others()
    trained(trainer.experiment, (3,), trainer)
    assert trainer.state == "finished"


def test_threads_end_once_every_model_has_diverged(no_others):
    trainer = trained(document([EXPLODING, EXPLODING]), (2,))
    assert trainer.state == "diverged"


def test_a_run_that_is_dropped_takes_its_threads_along(no_others):
    trainer = Trainer(document(RACES["two"]), kernels=True)
    trainer.threads = 2
    trainer.advance_by(4)
    trainer.close()


def test_what_goes_wrong_in_one_lane_is_raised_once_the_others_are_through(no_others):
    threads, done = LaneThreads(), []

    def work(lane):
        if lane in (1, 2):
            raise ValueError(f"lane {lane}")
        done.append(lane)

    with pytest.raises(ValueError, match="lane 1"):
        threads.map(work, [0, 1, 2, 3], 3)
    assert sorted(done) == [0, 3]
    threads.close()


def test_the_reference_stays_in_one_thread():
    def refuse(_):
        raise AssertionError("the reference wants helpers")

    experiment = document([RNN, LSTM], steps=4)
    trainer = Trainer(experiment, lane_threads=LaneThreads(refuse))
    assert trained(experiment, (4,), trainer).kernel == "reference"


def test_helpers_leave_their_threads_arithmetic_as_they_found_it():
    helper, smallest = OnlyHelp(), np.float32(1e-40)
    trainer = Trainer(document(RACES["two"]), kernels=True, lane_threads=LaneThreads(lambda _: helper))
    trainer.threads = 2
    trainer.advance_by(4)
    assert helper.submit(lambda: smallest * np.float32(0.5)).result() > 0
    trainer.close()
