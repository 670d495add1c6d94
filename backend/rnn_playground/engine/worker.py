"""A worker process: holds many runs, gives them slices of time, answers questions between slices."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

from rnn_playground.engine.heartbeat import Activity, beat_for
from rnn_playground.engine.loading import load_for_training
from rnn_playground.engine.message import Messages, pack, unpack
from rnn_playground.engine.orders import ORDERS, AskOrder, BranchOrder, Conduct, Hold, Observe, TuneOrder
from rnn_playground.engine.running import Running, WaitingPoll
from rnn_playground.engine.tiling import Tiling
from rnn_playground.engine.turns import Turns
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.refusal import Refusal
from rnn_playground.telemetry.frame import Frame
from rnn_playground.telemetry.questions import WallQuestion
from rnn_playground.telemetry.watch import Watch

if TYPE_CHECKING:
    from rnn_playground.training.questions import Reply
    from rnn_playground.training.trainer import Trainer

# The longest slice, and the time in which everybody shall have had one, in seconds.
SLICE, ROUND = 0.010, 0.050
# So long it waits at the most, in seconds: at one update in 10³⁰⁰ s the next is due when no clock tells.
LONGEST_WAIT = 3600.0
# Training, once it can begin, gives way to what answers and draws: the web process, a learner's browser.
NICENESS = 5


def main(connection: Connection, heartbeat: Connection, mnist: Path | None, *, kernels: bool, state_bytes: int) -> None:
    """Serve the parent at the other end of ``connection`` until it hangs up; ``heartbeat`` tells it that this lives.

    ``mnist`` is the operator's image file. With ``kernels`` the fused ones serve where they are compiled. All runs
    together may keep ``state_bytes`` of states that branches grow from.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent decides
    threading.Thread(target=_leave_with_the_parent, daemon=True).start()
    activity = Activity()
    beat_for(heartbeat, activity)
    try:
        serve(connection, activity, mnist, kernels=kernels, state_bytes=state_bytes)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def serve(connection: Messages, activity: Activity, mnist: Path | None, *, kernels: bool, state_bytes: int) -> None:
    """Load, say that it is ready, and serve until told to exit; see ``main``."""
    loaded = load_for_training(kernels=kernels, awaited=connection.poll)
    from rnn_playground.tasks.mnist import use_mnist_file

    use_mnist_file(mnist)
    _give_way()
    connection.send_bytes(pack({"ready": True, "compile": kernels and not loaded}))
    Worker(connection, time.monotonic, activity, kernels=loaded, state_bytes=state_bytes).serve()


def _give_way() -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def _leave_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


class Worker:
    """The loop: read what has come, give the next run its slice, answer what can be answered.

    Whatever is done for a run counts as its time. The tiles of maps, and runs that stand back, have what no other run
    wants, and take turns with the run of their own session. ``kernels``: whether the fused ones are loaded.
    """

    def __init__(
        self,
        connection: Messages,
        clock: Callable[[], float],
        activity: Activity,
        *,
        kernels: bool = False,
        state_bytes: int = 0,
    ) -> None:
        self._connection, self._clock, self._activity = connection, clock, activity
        self._kernels, self._state_bytes = kernels, state_bytes
        self._runs: dict[str, Running] = {}
        self._tiles: dict[str, Tiling] = {}
        self._spare: dict[str, str] = {}
        self._failures: dict[str, tuple[str, dict[str, Any] | None]] = {}
        self._turns = Turns()

    def serve(self) -> None:
        """Work until the parent says exit or is gone."""
        while True:
            self._activity.rest()
            self._connection.poll(self._patience())
            self._activity.work()
            while self._connection.poll():
                header, parts = unpack(self._connection.recv_bytes())
                if header["call"] == "exit":
                    return
                self._take(header, parts)
            self._give_a_slice()
            for name in list(self._runs):
                self._answer(name)

    def _patience(self) -> float | None:
        """Return how long there is nothing to do, in seconds; None: until a message comes."""
        if self._tiles:
            return 0.0
        moments = [min(run.due(), run.wakes()) for run in self._runs.values()]
        earliest = min(moments, default=math.inf)
        return None if earliest == math.inf else min(LONGEST_WAIT, max(0.0, earliest - self._clock()))

    def _give_a_slice(self) -> None:
        now = self._clock()
        due = [name for name, run in self._runs.items() if run.due() <= now]
        wanting = [name for name in due if name not in self._spare]
        spare = {name: self._spare[name] for name in due if name in self._spare}
        name = self._turns.next(wanting, spare | {name: tile.beside for name, tile in self._tiles.items()})
        if name is None:
            return
        seconds = min(SLICE, ROUND / max(1, len(wanting)))
        if name not in wanting:
            seconds = min([seconds, *(later - now for run in self._runs.values() if (later := run.due()) > now)])
        if name in self._tiles:
            self._train_tile(name, self._tiles[name], seconds)
        else:
            self._attempt(name, None, partial(self._runs[name].slice, seconds))

    def _train_tile(self, name: str, tile: Tiling, seconds: float) -> None:
        self._attempt(name, tile.id, partial(tile.slice, seconds))
        if tile.over:
            self._attempt(name, tile.id, lambda: self._reply(tile.id, {"step": 0, "body": tile.reading()}))
            self._forget(name)

    def _answer(self, name: str) -> None:
        run = self._runs[name]
        poll = run.poll
        if poll is not None and run.answers(self._clock()):
            run.poll = None
            self._attempt(name, poll.id, lambda: self._report(run, poll.id, poll.after, poll.limit))

    def _report(self, run: Running, reply_to: int, after: Sequence[int], limit: int) -> None:
        going = sum(other.condition == "running" for other in self._runs.values())
        header, parts = run.report(after, limit, 1 / max(1, going)).pack()
        self._reply(reply_to, header, parts)

    def _take(self, header: dict[str, Any], parts: list[bytes]) -> None:
        name, identifier = header["run"], header["id"]
        if header["call"] == "kernels":
            self._load_kernels()
            self._reply(identifier, {})
        elif header["call"] == "ask":
            self._attempt(name, identifier, lambda: self._ask(header))
        elif header["call"] == "start":
            self._attempt(name, identifier, lambda: self._start(name, identifier, header, parts))
        elif header["call"] == "tile":
            self._take_tile(name, identifier, header)
        elif header["call"] == "stop":
            if (run := self._runs.get(name)) is not None and run.poll is not None:
                self._refuse(run.poll.id, "refused", "the run was stopped")
            if (tile := self._tiles.get(name)) is not None:
                self._refuse(tile.id, "refused", "the tile was given up")
            self._forget(name)
            self._failures.pop(name, None)
            self._reply(identifier, {})
        elif (run := self._runs.get(name)) is None:
            self._refuse(identifier, "failed", *self._failures.get(name, ("the run is not here", None)))
        else:
            self._attempt(name, identifier, lambda: self._call(name, run, header))

    def _start(self, name: str, identifier: int, header: dict[str, Any], parts: list[bytes]) -> None:
        from rnn_playground.training.trainer import Trainer

        beside = header["beside"]
        kept_states = self._state_bytes_of_a_run if beside is None else int
        if parts:
            trainer = Trainer.restore(parts[0], kept_states=kept_states, steps=header["steps"])
        else:
            trainer = self._begin(Experiment.model_validate(header["document"]), kept_states)
        run = Running(
            trainer, Conduct.model_validate(header["conduct"]), Watch.model_validate(header["watch"]), self._clock
        )
        self._runs[name] = run
        if beside is not None:
            self._spare[name] = beside
        self._turns.enter(name)
        self._report(run, identifier, (), header["limit"])

    def _take_tile(self, name: str, identifier: int, header: dict[str, Any]) -> None:
        experiment = Experiment.model_validate(header["document"])
        self._tiles[name] = Tiling(identifier, header["beside"], lambda: self._begin(experiment, int), self._clock)
        self._turns.enter(name)

    def _begin(self, experiment: Experiment, kept_states: Callable[[], int]) -> Trainer:
        """Return a new trainer; what is asked for by name must be at hand, since compiling would hold up everybody."""
        from rnn_playground.training.trainer import Trainer

        if experiment.kernel == "fused" and not self._kernels:
            raise Refusal(
                "kernels_missing",
                "the fused kernels are not ready here; set kernel to 'auto', which takes them as soon as they are, or "
                "to 'reference'",
                {},
            )
        return Trainer(experiment, kernels=self._kernels, kept_states=kept_states)

    def _state_bytes_of_a_run(self) -> int:
        return self._state_bytes // max(1, len(self._runs))

    def _load_kernels(self) -> None:
        """Take up the kernels that were compiled meanwhile: runs that begin from now on may use them."""
        from rnn_playground.kernels.load import load_kernels

        self._kernels = load_kernels(compile_missing=False)

    def _call(self, name: str, run: Running, header: dict[str, Any]) -> None:
        identifier, now = header["id"], self._clock()
        match header["call"]:
            case "poll":
                if (earlier := run.poll) is not None:
                    self._refuse(earlier.id, "refused", "a newer poll took the place of this one")
                run.poll = WaitingPoll(
                    identifier,
                    header["after"],
                    header["limit"],
                    now + header["wait"],
                    now + header["interval"],
                )
                self._answer(name)
            case "command":
                self._command(run, header)
                if name in self._runs:
                    self._answer(name)
            case "checkpoint":
                self._reply(identifier, {}, [run.trainer.checkpoint()])
            case "leave":
                self._reply(identifier, {}, [run.trainer.checkpoint()])
                self._forget(name)
            case unknown:
                self._refuse(identifier, "refused", f"unknown call {unknown}")

    def _ask(self, header: dict[str, Any]) -> None:
        """Answer a question that needs no run; it counts as nobody's time, and its bounds keep it short."""
        from rnn_playground.training.questions import answer_without_run

        try:
            body, parts = _unfold(answer_without_run(WallQuestion.model_validate(header["question"])))
        except ValueError as error:
            self._refuse(header["id"], "refused", str(error), _cause(error))
        else:
            self._reply(header["id"], {"step": 0, "body": body}, parts)

    def _command(self, run: Running, header: dict[str, Any]) -> None:
        from rnn_playground.training.questions import answer

        order, trainer = ORDERS.validate_python(header["order"]), run.trainer
        body: dict[str, Any] = {}
        parts: list[bytes] = []
        step = trainer.step
        try:
            match order:
                case Conduct():
                    run.conduct(order)
                case Hold():
                    step = run.hold(order.at_least)
                case Observe():
                    run.observe(order.watch)
                case TuneOrder():
                    step = run.tune(order.lane, order.change)
                    parts = [trainer.checkpoint()]
                case BranchOrder():
                    run.branch(order.lane, order.shown)
                    parts = [trainer.checkpoint()]
                case AskOrder():
                    body, parts = _unfold(answer(trainer, order.question, run.watch.sample))
                case _:
                    assert_never(order)
        except ValueError as error:
            self._refuse(header["id"], "refused", str(error), _cause(error))
        else:
            self._reply(header["id"], {"step": step, "body": body}, parts)

    def _attempt(self, name: str, reply_to: int | None, action: Callable[[], None]) -> None:
        """Act for one run; what goes wrong ends that run and no other."""
        begun = self._clock()
        try:
            action()
            self._turns.charge(name, self._clock() - begun)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except Exception as error:
            reason = str(error) if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
            poll = run.poll if (run := self._runs.get(name)) else None
            self._forget(name)
            self._failures[name] = (reason, _cause(error))
            for identifier in {reply_to, poll.id if poll else None} - {None}:
                assert identifier is not None
                self._refuse(identifier, "failed", reason, _cause(error))

    def _forget(self, name: str) -> None:
        self._runs.pop(name, None)
        self._spare.pop(name, None)
        self._tiles.pop(name, None)
        self._turns.leave(name)

    def _reply(self, identifier: int, body: dict[str, Any], parts: list[bytes] | None = None) -> None:
        self._connection.send_bytes(pack({"id": identifier, "body": body}, parts or []))

    def _refuse(self, identifier: int, kind: str, message: str, cause: dict[str, Any] | None = None) -> None:
        self._connection.send_bytes(pack({"id": identifier, "error": kind, "message": message, "cause": cause}))


def _unfold(reply: Reply) -> tuple[dict[str, Any], list[bytes]]:
    """Return figures and binary parts of the answer to a question."""
    return ({}, [reply.encode()]) if isinstance(reply, Frame) else (dict(reply), [])


def _cause(error: Exception) -> dict[str, Any] | None:
    return error.cause() if isinstance(error, Refusal) else None
