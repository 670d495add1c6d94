"""The messages that a worker is asked with, and what is made of its answers; wherever the worker is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from rnn_playground.engine.orders import Beginning, Order
from rnn_playground.engine.report import Answer, Report
from rnn_playground.engine.under_way import Decode
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.questions import WallQuestion
from rnn_playground.telemetry.scalars import SCALARS_PER_FRAME


class Asked(Protocol):
    """A worker that takes messages."""

    def ask(self, header: dict[str, Any], decode: Decode, parts: Sequence[bytes] = ()) -> Future[Any]:
        """Send a message; the future's result is what ``decode`` makes of the answer."""


def start(worker: Asked, run: str, beginning: Beginning) -> Future[Report]:
    """Have a run begun."""
    header: dict[str, Any] = {
        "call": "start",
        "run": run,
        "conduct": beginning.conduct.model_dump(mode="json"),
        "watch": beginning.watch.model_dump(mode="json"),
        "limit": SCALARS_PER_FRAME,
        "steps": beginning.steps,
        "beside": beginning.beside,
        "owner": beginning.owner,
        "passing": beginning.passing,
    }
    if isinstance(beginning.origin, bytes):
        return worker.ask(header, Report.unpack, [beginning.origin])
    return worker.ask({**header, "document": beginning.origin.model_dump_json()}, Report.unpack)


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
    return worker.ask({"call": "leave", "run": run}, _checkpoint)


class AskedByRun(ABC):
    """The calls of ``Engine`` that go to the worker of a run, which ``_ask`` finds by the run's name."""

    @abstractmethod
    def _ask(self, run: str, header: dict[str, Any], decode: Decode) -> Future[Any]:
        """Ask the worker of ``run``; RunLost where there is none."""

    def command(self, run: str, order: Order) -> Future[Answer]:
        """See ``Engine.command``."""
        return self._ask(run, {"call": "command", "order": order.model_dump(mode="json")}, answer)

    def poll(self, run: str, after: Sequence[int], limit: int, wait: float, interval: float) -> Future[Report]:
        """See ``Engine.poll``."""
        header = {"call": "poll", "after": list(after), "limit": limit, "wait": wait, "interval": interval}
        return self._ask(run, header, Report.unpack)

    def checkpoint(self, run: str) -> Future[bytes]:
        """See ``Engine.checkpoint``."""
        return self._ask(run, {"call": "checkpoint"}, _checkpoint)

    def move(self, run: str) -> Future[bytes] | None:
        """See ``Engine.move``. No run is a guest."""
        return None


def answer(body: dict[str, Any], parts: list[bytes]) -> Answer:
    """Return the answer that a worker packed."""
    return Answer(body["step"], body["body"], parts[0] if parts else None)


def _checkpoint(_: dict[str, Any], parts: list[bytes]) -> bytes:
    return parts[0]
