"""A worker process: holds many runs, gives them slices of time, answers questions between slices."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

from rnn_playground.engine.liveness import Activity, beat_for
from rnn_playground.engine.loading import load_for_training
from rnn_playground.engine.message import Messages, pack, unpack
from rnn_playground.engine.orders import ORDERS, AskOrder, BranchOrder, HoldAt, Observe, RunControl, TuneOrder
from rnn_playground.engine.running import Running, Tiling, WaitingPoll
from rnn_playground.engine.scheduler import NOBODY, Request, Requests, Scheduler, payer
from rnn_playground.engine.service_thread import ServiceThread
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.errors import Refusal
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
# So many messages are read between two turns at the most: training goes on, however many come.
MOST_MESSAGES = 100
# Orders that take effect at once; what is asked beside, and may take long, waits for its turn.
AT_ONCE = ("control", "hold")
# Training, once it can begin, gives way to what answers and draws: the web process, a learner's browser.
NICENESS = 5


def main(connection: Connection, heartbeat: Connection, mnist: Path | None, *, kernels: bool, state_bytes: int) -> None:
    """Serve the parent at the other end of ``connection`` until it hangs up; ``heartbeat`` tells it that this lives.

    ``mnist`` is the operator's image file. With ``kernels`` the fused ones serve where they are compiled. All runs
    together may keep ``state_bytes`` of states that branches grow from.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent decides
    ServiceThread("parent watch", _leave_with_the_parent).start()
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
    """The loop: read what has come, give one turn, answer what can be answered.

    A turn is a slice of a run or one request; after a request a run has its slice before the next one. Whatever is
    done for a run counts as its time: the processor's, of all threads together, so that a run has no more of it by
    training in several. The tiles of maps, and runs that stand back, have what no other run wants, and
    take turns with the run of their own session. ``kernels``: whether the fused ones are loaded.
    """

    def __init__(
        self,
        connection: Messages,
        clock: Callable[[], float],
        activity: Activity,
        *,
        kernels: bool = False,
        state_bytes: int = 0,
        processor_time: Callable[[], float] = time.process_time,
    ) -> None:
        self._connection, self._clock, self._activity = connection, clock, activity
        self._processor_time = processor_time
        self._kernels, self._state_bytes, self._threads = kernels, state_bytes, 1
        self._runs: dict[str, Running] = {}
        self._owners: dict[str, str] = {}
        self._tiles: dict[str, Tiling] = {}
        self._paired_with: dict[str, str] = {}
        self._failures: dict[str, tuple[str, dict[str, Any] | None]] = {}
        self._requests, self._observed = Requests(), set[str]()
        self._scheduler, self._asked_last = Scheduler(), False
        self._scheduler.enter(NOBODY)

    def serve(self) -> None:
        """Work until the parent says exit or is gone."""
        while True:
            self._activity.rest()
            self._connection.poll(self._patience())
            self._activity.work()
            if not self._read():
                return
            self._give_a_turn()
            for name in list(self._runs):
                self._answer(name)

    def _read(self) -> bool:
        """Take what has come; return whether to go on."""
        for _ in range(MOST_MESSAGES):
            if not self._connection.poll():
                break
            header, parts = unpack(self._connection.recv_bytes())
            if header["call"] == "exit":
                return False
            self._take(header, parts)
        return True

    def _patience(self) -> float | None:
        """Return how long there is nothing to do, in seconds; None: until a message comes."""
        if self._tiles:
            return 0.0
        moments = [min(run.due(), run.wakes()) for run in self._runs.values()]
        moments += self._requests.due(self._homes(), self._going())
        earliest = min(moments, default=math.inf)
        return None if earliest == math.inf else min(LONGEST_WAIT, max(0.0, earliest - self._clock()))

    def _homes(self) -> dict[str, str]:
        """Return the owners who have a run here, and its name."""
        return {owner: name for name, owner in self._owners.items()}

    def _going(self) -> set[str]:
        """Return the owners whose run goes on, whether or not its next update is due."""
        return {owner for name, owner in self._owners.items() if self._runs[name].going}

    def _give_a_turn(self) -> None:
        now = self._clock()
        due = [name for name, run in self._runs.items() if run.due() <= now]
        wanting = [name for name in due if name not in self._paired_with]
        asking = {} if self._asked_last and wanting else self._asking(now)
        idle_class: dict[str, str | None] = {name: self._paired_with[name] for name in due if name in self._paired_with}
        idle_class |= {name: tile.paired_with for name, tile in self._tiles.items()}
        idle_class |= {name: None for name in asking if name == NOBODY}
        name = self._scheduler.next([*wanting, *(name for name in asking if name != NOBODY)], idle_class)
        self._asked_last = name in asking
        if name is None:
            return
        if name in asking:
            self._serve_request(asking[name], name)
        else:
            self._give_a_slice(name, now, wanting)

    def _asking(self, now: float) -> dict[str, Request]:
        """Return the requests that may have a turn, by the run that pays for it, or by NOBODY."""
        homes = self._homes()
        asking: dict[str, Request] = {}
        for request in self._requests.ready(now, homes, self._going()):
            asking.setdefault(request.run if request.begins else homes.get(request.owner, NOBODY), request)
        return asking

    def _serve_request(self, request: Request, paid_by: str) -> None:
        begun = self._clock()
        self._requests.take(request)
        self._attempt(request.run, request.id, request.act, paid_by)
        self._requests.account(payer(request, self._owners.values()), begun, self._clock() - begun)
        self._answer(request.run)

    def _give_a_slice(self, name: str, now: float, wanting: Sequence[str]) -> None:
        seconds = min(SLICE, ROUND / max(1, len(wanting)))
        if name not in wanting:
            seconds = min([seconds, *(later - now for run in self._runs.values() if (later := run.due()) > now)])
        if name in self._tiles:
            self._train_tile(name, self._tiles[name], seconds)
        else:
            self._attempt(name, None, partial(self._runs[name].slice, seconds, self._threads))

    def _train_tile(self, name: str, tile: Tiling, seconds: float) -> None:
        self._attempt(name, tile.id, partial(tile.slice, seconds))
        if tile.over:
            self._attempt(name, tile.id, lambda: self._reply(tile.id, {"step": 0, "body": tile.reading()}))
            self._forget(name)

    def _answer(self, name: str) -> None:
        run = self._runs.get(name)
        if run is None or (poll := run.poll) is None or not run.answers(self._clock()):
            return
        run.poll, begun = None, self._clock()
        self._attempt(name, poll.id, lambda: self._report(run, poll.id, poll.after, poll.limit))
        if name in self._observed:  # what is shown anew is measured anew, which may take long
            self._observed.discard(name)
            self._requests.account(self._owners.get(name, NOBODY), begun, self._clock() - begun)

    def _report(self, run: Running, reply_to: int, after: Sequence[int], limit: int) -> None:
        going = sum(other.condition == "running" for other in self._runs.values())
        header, parts = run.report(after, limit, 1 / max(1, going)).pack()
        self._reply(reply_to, header, parts)

    def _take(self, header: dict[str, Any], parts: list[bytes]) -> None:
        name, identifier = header["run"], header["id"]
        match header["call"]:
            case "kernels":
                self._load_kernels()
                self._reply(identifier, {})
            case "threads":
                self._threads = header["threads"]
                self._reply(identifier, {})
            case "tile":
                self._attempt(name, identifier, partial(self._take_tile, name, identifier, header))
            case "stop":
                self._stop(name, identifier)
            case "ask":
                self._let_wait(header["owner"], name, header, partial(self._ask, header))
            case "start":
                self._let_wait(header["owner"] or name, name, header, partial(self._start, name, header, parts))
            case _ if (owner := self._waits_with(name, header)) is not None:
                self._let_wait(owner, name, header, partial(self._call, name, header))
            case _:
                self._attempt(name, identifier, partial(self._call, name, header))
                self._answer(name)

    def _waits_with(self, name: str, header: dict[str, Any]) -> str | None:
        """Return with whose requests a call waits: one that may take long, or comes after what waits; None: none."""
        if name not in self._runs or header["call"] == "leave":
            return self._requests.owner_of(name)
        long = header["call"] == "command" and header["order"]["kind"] not in AT_ONCE
        return self._owners.get(name, name) if long else None

    def _let_wait(self, owner: str, name: str, header: dict[str, Any], act: Callable[[], None]) -> None:
        begins = header["call"] == "start" and header["beside"] is None and not header["passing"]
        self._requests.put(Request(owner, name, header["id"], act, begins))
        if begins:
            self._scheduler.enter(name)

    def _stop(self, name: str, identifier: int) -> None:
        for request in self._requests.drop(name):
            self._refuse(request.id, "refused", "the run was stopped")
        if (run := self._runs.get(name)) is not None and run.poll is not None:
            self._refuse(run.poll.id, "refused", "the run was stopped")
        if (tile := self._tiles.get(name)) is not None:
            self._refuse(tile.id, "refused", "the tile was given up")
        self._forget(name)
        self._failures.pop(name, None)
        self._reply(identifier, {})

    def _start(self, name: str, header: dict[str, Any], parts: list[bytes]) -> None:
        from rnn_playground.training.trainer import Trainer

        beside = header["beside"]
        stays = beside is None and not header["passing"]
        kept_states = self._state_bytes_of_a_run if stays else int
        if parts:
            trainer = Trainer.restore(parts[0], kept_states=kept_states, steps=header["steps"])
        else:
            trainer = self._begin(Experiment.model_validate_json(header["document"]), kept_states)
        run = Running(
            trainer, RunControl.model_validate(header["control"]), Watch.model_validate(header["watch"]), self._clock
        )
        self._runs[name] = run
        if beside is not None:
            self._paired_with[name] = beside
        if stays:
            self._owners[name] = header["owner"] or name
            for other in self._owners:
                self._runs[other].trainer.thin_states()
        self._scheduler.enter(name)
        self._report(run, header["id"], (), header["limit"])

    def _take_tile(self, name: str, identifier: int, header: dict[str, Any]) -> None:
        experiment = Experiment.model_validate_json(header["document"])
        self._tiles[name] = Tiling(identifier, header["beside"], lambda: self._begin(experiment, int), self._clock)
        self._scheduler.enter(name)

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
        return self._state_bytes // max(1, len(self._owners))

    def _load_kernels(self) -> None:
        """Take up the kernels that were compiled meanwhile: runs that begin from now on may use them."""
        from rnn_playground.kernels.load import load_kernels

        self._kernels = load_kernels(compile_missing=False)

    def _call(self, name: str, header: dict[str, Any]) -> None:
        identifier, now = header["id"], self._clock()
        if (run := self._runs.get(name)) is None:
            self._refuse(identifier, "failed", *self._failures.get(name, ("the run is not here", None)))
            return
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
            case "command":
                self._command(name, run, header)
            case "checkpoint":
                self._reply(identifier, {}, [run.trainer.checkpoint()])
            case "leave":
                self._reply(identifier, {}, [run.trainer.checkpoint()])
                self._forget(name)
            case unknown:
                self._refuse(identifier, "refused", f"unknown call {unknown}")

    def _ask(self, header: dict[str, Any]) -> None:
        """Answer a question that needs no run; its bounds keep it short."""
        from rnn_playground.training.questions import answer_without_run

        try:
            body, parts = _unfold(answer_without_run(WallQuestion.model_validate(header["question"])))
        except ValueError as error:
            self._refuse(header["id"], "refused", str(error), _cause(error))
        else:
            self._reply(header["id"], {"step": 0, "body": body}, parts)

    def _command(self, name: str, run: Running, header: dict[str, Any]) -> None:
        from rnn_playground.training.questions import answer

        order, trainer = ORDERS.validate_python(header["order"]), run.trainer
        body: dict[str, Any] = {}
        parts: list[bytes] = []
        step = trainer.step
        try:
            match order:
                case RunControl():
                    run.control(order)
                case HoldAt():
                    step = run.hold(order.at_least)
                case Observe():
                    run.observe(order.watch)
                    self._observed.add(name)
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

    def _attempt(self, name: str, reply_to: int | None, action: Callable[[], None], paid_by: str | None = None) -> None:
        """Act for one run, at its cost or another's; what goes wrong ends that run and no other."""
        begun = self._processor_time()
        try:
            action()
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
        finally:
            self._scheduler.account(name if paid_by is None else paid_by, self._processor_time() - begun)

    def _forget(self, name: str) -> None:
        if (run := self._runs.pop(name, None)) is not None:
            run.trainer.close()
        self._owners.pop(name, None)
        self._observed.discard(name)
        self._paired_with.pop(name, None)
        self._tiles.pop(name, None)
        self._scheduler.leave(name)

    def _reply(self, identifier: int, body: dict[str, Any], parts: list[bytes] | None = None) -> None:
        self._connection.send_bytes(pack({"id": identifier, "body": body}, parts or []))

    def _refuse(self, identifier: int, kind: str, message: str, cause: dict[str, Any] | None = None) -> None:
        self._connection.send_bytes(pack({"id": identifier, "error": kind, "message": message, "cause": cause}))


def _unfold(reply: Reply) -> tuple[dict[str, Any], list[bytes]]:
    """Return figures and binary parts of the answer to a question."""
    return ({}, [reply.encode()]) if isinstance(reply, Frame) else (dict(reply), [])


def _cause(error: Exception) -> dict[str, Any] | None:
    return error.cause() if isinstance(error, Refusal) else None
