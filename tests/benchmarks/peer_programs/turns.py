"""How a peer's program answers: it trains on one problem after the other, as lines of JSON on stdin ask it to.

Only what comes with Python is imported here: the program may run in any environment.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Train = Callable[[int], Sequence[float]]
"""Makes so many updates and returns the loss before each, once all are made."""
Build = Callable[[dict[str, Any], bool], Train]
"""Returns what trains on a problem; the flag says whether ∂L/∂h_t of every time step is to be kept."""


class _Ready(NamedTuple):
    train: Train
    updates: int


def take_turns(version: str, build: Build) -> None:
    """Say the ``version``, then answer each request.

    ``{"problem": path, "keeps": bool, "updates": n, "calls": k}`` begins anew, makes ``n`` updates a call, and answers
    with the losses of the first ``k`` calls. ``{"problem": path, "keeps": bool, "seconds": s}`` goes on for about that
    long and answers with milliseconds an update: of this process's processor time, and of the clock.
    """
    answer(version)
    ready: dict[tuple[str, bool], _Ready] = {}
    for line in sys.stdin:
        request = json.loads(line)
        key = request["problem"], request["keeps"]
        if "seconds" in request:
            answer(paced(*ready[key], request["seconds"]))
            continue
        ready = {other: one for other, one in ready.items() if other[0] == key[0]}
        train, updates = build(json.loads(Path(key[0]).read_text(encoding="utf-8")), key[1]), request["updates"]
        ready[key] = _Ready(train, updates)
        answer([float(loss) for _ in range(request["calls"]) for loss in train(updates)])


def paced(train: Train, updates: int, seconds: float) -> list[float]:
    """Return milliseconds an update: processor time of all threads of this process, and the clock's."""
    began, used, calls = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began < seconds:
        train(updates)
        calls += 1
    spent = time.process_time() - used, time.perf_counter() - began
    return [each / (calls * updates) * 1e3 for each in spent]


def answer(content: object) -> None:
    """Write a line of JSON."""
    print(json.dumps(content), flush=True)
