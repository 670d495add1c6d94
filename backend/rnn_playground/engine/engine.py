"""The eight calls through which a run is driven, wherever its trainer lives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from rnn_playground.engine.orders import Order, StartRequest
from rnn_playground.engine.report import Answer, Report
from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.questions import WallQuestion


class EngineUnusable(Exception):
    """The engine that was chosen cannot be used: the message follows the setting's name, and has the remedy."""


class RunLost(Exception):
    """The process that held the run is gone; start the run again from its last checkpoint."""


class _Explained(Exception):
    """See ``RunFailed``."""

    def __init__(self, message: str, cause: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.cause = cause


class RunFailed(_Explained):
    """The run cannot be done, and doing it again would not help: the message says why.

    ``cause`` says it for other languages: its ``type`` names the sentence, its ``parameters`` fill it. None where the
    message is all there is.
    """


class OrderRefused(_Explained):
    """The order cannot be taken as it is; the run goes on.

    ``cause`` is as in ``RunFailed``.
    """


class Engine(Protocol):
    """Holds runs by name. Every call returns at once with a future; it may raise RunLost, RunFailed or OrderRefused."""

    def start(self, run: str, request: StartRequest) -> Future[Report]:
        """Make a trainer, measure its first step and report it, frame included; no update precedes the report."""

    def command(self, run: str, order: Order) -> Future[Answer]:
        """Give an order: control, hold, observe, tune, branch, ask. It takes effect between two updates."""

    def poll(self, run: str, after: Sequence[int], limit: int, wait: float, interval: float) -> Future[Report]:
        """Report what is new since each lane's step ``after``: at most ``limit`` steps of scalars, and one frame.

        Who asks has the steps up to ``after``: they may be forgotten, here and in checkpoints.
        Waits up to ``wait`` seconds for something new. Changes of state are reported at once, mere progress not
        before ``interval`` seconds have passed: so frames are made only as often as somebody can use them.
        """

    def checkpoint(self, run: str) -> Future[bytes]:
        """Return everything needed to go on from here, bit for bit."""

    def move(self, run: str) -> Future[bytes] | None:
        """Take a run that is a guest beside others out of there, once it can have a place of its own; None: it stays.

        Returns its checkpoint, to start it from. What it was asked before is answered, what it is asked meanwhile lost.
        """

    def stop(self, run: str) -> Future[None]:
        """Forget the run."""

    def tile(self, name: str, experiment: Experiment, beside: str) -> Future[Answer]:
        """Train a map's tile to its end in time that no run wants but ``beside``, with which it takes turns.

        ``stop`` gives it up.
        """

    def ask(self, question: WallQuestion, owner: str) -> Future[Answer]:
        """Answer a question that needs no run; where ``owner`` has one, it pays for that."""


class ServedEngine(Engine, Protocol):
    """What a server needs beside: to open and close it, to know whether it has room, and what its metrics tell."""

    restarts: int
    hung: int

    def open(self) -> None:
        """Begin to start workers; returns before they are ready."""

    def close(self) -> None:
        """End the workers."""

    @property
    def ready(self) -> bool:
        """Whether a worker answers."""

    def has_room(self) -> bool:
        """Tell whether one more run could begin at once; returns without asking anybody."""

    @property
    def lacks_room(self) -> bool:
        """Whether a run that was begun has waited for room for some seconds."""

    def give_way(self) -> bool:
        """Leave room to another server, whose runs wait; tell whether that takes the end of a run of this one.

        Where nobody else can use this engine's room it does nothing.
        """

    @property
    def workers_ready(self) -> int:
        """How many workers answer."""

    @property
    def resident_bytes(self) -> int:
        """Memory that the workers hold together, in bytes."""
