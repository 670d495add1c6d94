"""What an actor says of another process of its machine: a server cannot look at processes of other machines itself."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import final

from rnn_playground.engine.message import unpack
from rnn_playground.engine.pulse import ProcessState


@final
class Bystander:
    """One question to another actor. ``lives``: whether that one can be expected to answer."""

    def __init__(self, lives: Callable[[], bool] = lambda: False) -> None:
        self._lives = lives
        self._state: ProcessState | None = None
        self._answered = False

    @property
    def is_asked(self) -> bool:
        """Whether it will still answer."""
        return not self._answered and self._lives()

    def hear(self, done: Future[bytes]) -> None:
        """Take in the answer."""
        try:
            if done.exception() is None and (state := unpack(done.result())[0]["state"]) is not None:
                self._state = ProcessState(**state)
        finally:
            self._answered = True

    def word(self) -> ProcessState | None:
        """Return, once, what it said; None where it said nothing."""
        state, self._state = self._state, None
        return state
