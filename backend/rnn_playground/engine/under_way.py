"""What a worker was asked and has not answered yet."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, final

from rnn_playground.engine.engine import OrderRefused, RunFailed, RunLost
from rnn_playground.engine.message import pack

Decode = Callable[[dict[str, Any], list[bytes]], Any]


@final
class UnderWay:
    """Questions by their numbers, which count from 1; ``send`` takes number and message, in that order."""

    def __init__(self, send: Callable[[int, bytes], None]) -> None:
        self._send = send
        self._numbers = itertools.count(1)
        self._pending: dict[int, tuple[Future[Any], Decode]] = {}
        self._reason: RunLost | None = None
        self._lock = threading.Lock()

    def ask(self, header: dict[str, Any], decode: Decode, parts: Sequence[bytes] = ()) -> Future[Any]:
        """Send a question; the future's result is what ``decode`` makes of the reply's body and parts."""
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
        """Answer the question that a reply names; where that cannot be read the question stays under way."""
        with self._lock:
            known = self._pending.get(header["id"])
        if known is None:
            return
        future, decode = known
        answer = _answer(header, parts, decode)
        with self._lock:
            self._pending.pop(header["id"], None)
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    def end(self, reason: RunLost) -> None:
        """Let all questions fail, and those that come later."""
        with self._lock:
            self._reason = reason
            pending, self._pending = self._pending, {}
        for future, _ in pending.values():
            future.set_exception(reason)


def _answer(header: dict[str, Any], parts: list[bytes], decode: Decode) -> Any:
    """Return what a reply says, or the error that it tells of."""
    match header.get("error"):
        case None:
            return decode(header["body"], parts)
        case "failed":
            return RunFailed(header["message"], header["cause"])
        case _:
            return OrderRefused(header["message"], header["cause"])
