"""The other threads that may share in the training steps of a network. Needs no compiler."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Helpers(NamedTuple):
    """As many as ``threads`` may share, the caller's own among them; ``call`` lets each of the others do a task.

    Nobody waits for a helper that holds no item of the work: it may come late or never.
    """

    threads: int
    call: Callable[[Callable[[], object]], None]


NO_HELPERS = Helpers(1, lambda task: None)
