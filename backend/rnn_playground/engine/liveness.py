"""Whether a worker lives: its heartbeat, and pure judgement over what is seen of it.

A thread of the worker says, whatever the worker is busy with, that it lives and how far it is. Whoever judges takes
samples at regular times, and they are the only clock: a machine that sleeps, or a server that is held up itself, takes
fewer, and blames no worker for it.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from rnn_playground.engine.message import pack, unpack
from rnn_playground.engine.service_thread import ServiceThread

# Seconds between two heartbeats.
HEARTBEAT_INTERVAL = 0.25
# Seconds between two samples; one that comes late counts as one.
SAMPLE_INTERVAL = 0.5
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
# Less processor time between two samples than this is none, in seconds.
NOTHING = 0.001


class Beat(NamedTuple):
    """What a heartbeat says: which turn of its loop the worker is in, or has behind it when it is not ``at_work``.

    ``used``: processor time that the loop has had so far, in seconds; while it waits for threads that compute for it,
    theirs counts.
    """

    turn: int
    at_work: bool
    used: float


class Activity:
    """What the loop notes of itself, at no cost, and the heartbeat reads."""

    def __init__(self) -> None:
        self.turn, self.at_work = 0, False

    def work(self) -> None:
        """Begin a turn."""
        self.turn, self.at_work = self.turn + 1, True

    def rest(self) -> None:
        """Wait for messages."""
        self.at_work = False


def beat_for(connection: Connection, activity: Activity) -> None:
    """Send heartbeats from a thread, about all others of this process, until nobody listens any more."""

    def beat() -> None:
        try:
            while True:
                used = time.process_time() - time.thread_time()
                connection.send_bytes(pack(Beat(activity.turn, activity.at_work, used)._asdict()))
                time.sleep(HEARTBEAT_INTERVAL)
        except OSError:
            return

    ServiceThread("heartbeat", beat, _end_process).start()


def _end_process() -> None:
    """Leave at once: a worker without a heartbeat would be taken for one that hangs, or for one that is busy."""
    os._exit(1)


def beats_of_this_thread(activity: Activity) -> Callable[[], Beat]:
    """Return what makes heartbeats, in any thread, about the thread that calls this."""
    used = _processor_time_of(threading.get_ident())
    return lambda: Beat(activity.turn, activity.at_work, used())


def newest_beat(connection: Connection) -> Beat | None:
    """Return the last heartbeat that has come; None where none has come since the last call."""
    newest = None
    try:
        while connection.poll():
            newest = Beat(**unpack(connection.recv_bytes())[0])
    except (EOFError, OSError):
        return newest
    return newest


def _processor_time_of(thread: int) -> Callable[[], float]:
    """Return what tells a thread's processor time; that of the whole process, where the system tells no other."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


class ProcessState(NamedTuple):
    """What the system says of a process: whether it waits for a disk, and its processor time so far in seconds."""

    on_disk: bool
    used: float


class Liveness:
    """One worker's life as it is seen; ``sample`` is called every SAMPLE_INTERVAL seconds."""

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

    def sample(self, beat: Beat | None, state: ProcessState | None) -> str | None:
        """Take in the newest heartbeat since the last sample and what the system says; return why to end the worker."""
        computing = self._computes(state)
        if beat is not None:
            self._silent = self._stopped = 0.0
            return self._work(beat)
        self._silent += SAMPLE_INTERVAL
        self._stopped = 0.0 if computing else self._stopped + SAMPLE_INTERVAL
        if self._stopped >= (UNKNOWN if state is None else STOPPED):
            return f"the worker process gave no sign of life for {self._stopped:g} s"
        return None

    def _computes(self, state: ProcessState | None) -> bool:
        """Tell whether the process had the processor, or waited for a disk, since the last sample."""
        before, self._used = self._used, None if state is None else state.used
        return state is not None and (state.on_disk or before is None or state.used > before)

    def _work(self, beat: Beat) -> str | None:
        before, self._beat = self._beat, beat
        if before is None or beat.turn != before.turn or not beat.at_work:
            self._blocked, self._turn_began = 0.0, beat.used
            return None
        self._blocked = 0.0 if beat.used - before.used > NOTHING else self._blocked + SAMPLE_INTERVAL
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
