"""A peer's program in a process of its own: it trains on the problem it is given, one request at a time."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support.blocks import Pace


class PeerProcess:
    """Speaks with a program as ``peer_programs/turns.py`` says; ``version`` is what it calls itself."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self._program = program
        self.version: str = self._answer()

    def losses(self, problem: Path, updates: int, calls: int, *, keeps: bool) -> list[float]:
        """Begin a problem, with ``updates`` a call, and return the losses of the first calls."""
        found: list[float] = self._ask(problem, keeps=keeps, updates=updates, calls=calls)
        return found

    def block(self, problem: Path, seconds: float, *, keeps: bool) -> Pace:
        """Go on with a problem for about so long."""
        return Pace(*self._ask(problem, keeps=keeps, seconds=seconds))

    def _ask(self, problem: Path, **request: float) -> Any:
        assert self._program.stdin is not None
        print(json.dumps({"problem": str(problem), **request}), file=self._program.stdin, flush=True)
        return self._answer()

    def _answer(self) -> Any:
        assert self._program.stdout is not None
        line = self._program.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._program.args} ended without an answer, status {self._program.wait()}")
        return json.loads(line)


@contextmanager
def peer_process(
    command: Sequence[str | Path], cores: set[int], environment: Mapping[str, str] | None = None
) -> Iterator[PeerProcess]:
    """Start a program on ``cores`` and yield it once it answers; it ends with its stdin."""
    before = os.sched_getaffinity(0)
    variables = {**os.environ, "OMP_NUM_THREADS": str(len(cores)), **(environment or {})}
    os.sched_setaffinity(0, cores)  # a child inherits it
    try:
        program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=variables
        )
    finally:
        os.sched_setaffinity(0, before)
    with program:
        yield PeerProcess(program)
