"""Whether a worker lives: pure judgement over what is seen of it at regular looks, so that looks are its only clock.

A machine that sleeps, or a server that is held up itself, looks less often, and blames no worker for it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from rnn_playground.engine.heartbeat import Beat

# Seconds between two looks; a look that comes late counts as one.
LOOK = 0.5
# A worker without a heartbeat for so long is not asked for anything new.
LATE = 2.0
# It is ended where its process has not had the processor either: it is stopped, and cannot be busy. A starved process
# still has the processor now and then: one of the lowest priority among a hundred, for 0.1 s in this time.
STOPPED = 3.0
# Where the system does not say what a process does, it could be computing without letting its other threads beat.
UNKNOWN = 60.0
# The loop waits in the middle of its work and has not had the processor for so long: for a lock, or for a disk that
# will not answer. All that it waits for otherwise is room in a pipe that this process reads.
BLOCKED = 10.0
# Processor time that one turn of the loop may take. By the bounds on work a step takes at most some 40 s here, and a
# question one; the processor may be ten times slower.
ENDLESS = 600.0
# Less processor time between two looks than this is none, in seconds.
NOTHING = 0.001


class ProcessState(NamedTuple):
    """What the system says of a process: whether it waits for a disk, and its processor time so far in seconds."""

    on_disk: bool
    used: float


class Pulse:
    """One worker's life as it is seen; ``look`` is called every LOOK seconds."""

    def __init__(self) -> None:
        self._silent = self._stopped = self._blocked = 0.0
        self._used: float | None = None
        self._beat: Beat | None = None
        self._turn_began = 0.0

    @property
    def silent(self) -> float:
        """How long the worker has not been heard of, in seconds."""
        return self._silent

    @property
    def late(self) -> bool:
        """Whether the worker has not been heard of for a while."""
        return self._silent >= LATE

    def look(self, beat: Beat | None, state: ProcessState | None) -> str | None:
        """Take in the newest heartbeat since the last look and what the system says; return why to end the worker."""
        computing = self._computes(state)
        if beat is not None:
            self._silent = self._stopped = 0.0
            return self._work(beat)
        self._silent += LOOK
        self._stopped = 0.0 if computing else self._stopped + LOOK
        if self._stopped >= (UNKNOWN if state is None else STOPPED):
            return f"the worker process gave no sign of life for {self._stopped:g} s"
        return None

    def _computes(self, state: ProcessState | None) -> bool:
        """Tell whether the process had the processor, or waited for a disk, since the last look."""
        before, self._used = self._used, None if state is None else state.used
        return state is not None and (state.on_disk or before is None or state.used > before)

    def _work(self, beat: Beat) -> str | None:
        before, self._beat = self._beat, beat
        if before is None or beat.turn != before.turn or not beat.at_work:
            self._blocked, self._turn_began = 0.0, beat.used
            return None
        self._blocked = 0.0 if beat.used - before.used > NOTHING else self._blocked + LOOK
        if self._blocked >= BLOCKED:
            return f"the worker process was blocked for {self._blocked:g} s in the middle of its work"
        if beat.used - self._turn_began >= ENDLESS:
            return f"the worker process did not come to an end of one step in {ENDLESS:g} s of processor time"
        return None


def process_state(pid: int, proc: Path = Path("/proc")) -> ProcessState | None:
    """Return what Linux says of a process; None elsewhere, or where it is gone."""
    try:
        fields = (proc / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return ProcessState(fields[0] == "D", (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
    except (OSError, IndexError, ValueError):
        return None
