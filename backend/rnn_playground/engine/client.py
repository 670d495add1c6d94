"""What a worker is asked, in messages, and what is made of its answers; wherever the worker is."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol, final

from rnn_playground.engine.engine import OrderRefused, RunFailed, RunLost
from rnn_playground.engine.message import pack
from rnn_playground.engine.orders import StartRequest
from rnn_playground.engine.report import Answer, Report
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.questions import WallQuestion
from rnn_playground.telemetry.scalars import SCALARS_PER_FRAME

Decode = Callable[[dict[str, Any], list[bytes]], Any]


class Asked(Protocol):
    """A worker that takes messages."""

    def ask(self, header: dict[str, Any], decode: Decode, parts: Sequence[bytes] = ()) -> Future[Any]:
        """Send a message; the future's result is what ``decode`` makes of the answer."""


def start(worker: Asked, run: str, request: StartRequest) -> Future[Report]:
    """Have a run begun."""
    header: dict[str, Any] = {
        "call": "start",
        "run": run,
        "control": request.control.model_dump(mode="json"),
        "watch": request.watch.model_dump(mode="json"),
        "limit": SCALARS_PER_FRAME,
        "steps": request.steps,
        "beside": request.beside,
        "owner": request.owner,
        "passing": request.passing,
    }
    if isinstance(request.origin, bytes):
        return worker.ask(header, Report.unpack, [request.origin])
    return worker.ask({**header, "document": request.origin.model_dump_json()}, Report.unpack)


def tile(worker: Asked, name: str, experiment: Experiment, beside: str) -> Future[Answer]:
    """Have a tile trained."""
    header = {"call": "tile", "run": name, "document": experiment.model_dump_json(), "beside": beside}
    return worker.ask(header, answer)


def question(worker: Asked, asked: WallQuestion, owner: str) -> Future[Answer]:
    """Have a question of ``owner`` answered that needs no run."""
    header = {"call": "ask", "run": "", "owner": owner, "question": asked.model_dump(mode="json")}
    return worker.ask(header, answer)


def leave(worker: Asked, run: str) -> Future[bytes]:
    """Have a run given up; the future's result is its checkpoint."""
    return worker.ask({"call": "leave", "run": run}, blob)


def answer(body: dict[str, Any], parts: list[bytes]) -> Answer:
    """Return the answer that a worker packed."""
    return Answer(body["step"], body["body"], parts[0] if parts else None)


def blob(_: dict[str, Any], parts: list[bytes]) -> bytes:
    """Return the checkpoint that a worker answered with."""
    return parts[0]


def nothing(_: dict[str, Any], __: list[bytes]) -> None:
    """Make nothing of an answer that says no more than that it is done."""


@final
class PendingCalls:
    """What a worker was asked and has not answered yet, by numbers that count from 1.

    ``send`` takes number and message, in that order.
    """

    def __init__(self, send: Callable[[int, bytes], None]) -> None:
        self._send = send
        self._numbers = itertools.count(1)
        self._pending: dict[int, tuple[Future[Any], Decode]] = {}
        self._reason: RunLost | None = None
        self._lock = threading.Lock()

    def ask(self, header: dict[str, Any], decode: Decode, parts: Sequence[bytes] = ()) -> Future[Any]:
        """Send a call; the future's result is what ``decode`` makes of the answer's body and parts."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            if self._reason is None:
                number = next(self._numbers)
                self._pending[number] = (future, decode)
                self._send(number, pack({**header, "id": number}, parts))
                return future
        future.set_exception(self._reason)
        return future

    def receive(self, header: dict[str, Any], parts: list[bytes]) -> None:
        """Take in the answer to a call; where it cannot be read the call stays pending."""
        with self._lock:
            known = self._pending.get(header["id"])
        if known is None:
            return
        future, decode = known
        result = _result(header, parts, decode)
        with self._lock:
            self._pending.pop(header["id"], None)
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)

    def end(self, reason: RunLost) -> None:
        """Let all calls fail, and those that come later."""
        with self._lock:
            self._reason = reason
            pending, self._pending = self._pending, {}
        for future, _ in pending.values():
            future.set_exception(reason)


def _result(header: dict[str, Any], parts: list[bytes], decode: Decode) -> Any:
    """Return what an answer says, or the error that it tells of."""
    match header.get("error"):
        case None:
            return decode(header["body"], parts)
        case "failed":
            return RunFailed(header["message"], header["cause"])
        case _:
            return OrderRefused(header["message"], header["cause"])
