"""A worker's heartbeat: a thread that says, whatever the worker is busy with, that it lives and how far it is."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import NamedTuple

from rnn_playground.engine.message import pack, unpack
from rnn_playground.engine.service_thread import ServiceThread

# In seconds.
PERIOD = 0.25


class Beat(NamedTuple):
    """What a heartbeat says: which turn of its loop the worker is in, or has behind it when it is not ``at_work``.

    ``used``: processor time that the loop's thread has had so far, in seconds.
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
    """Send heartbeats from a thread, about the thread that calls this, until nobody listens any more."""
    newest = beats_of_this_thread(activity)

    def beat() -> None:
        try:
            while True:
                connection.send_bytes(pack(newest()._asdict()))
                time.sleep(PERIOD)
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
    """Return the last heartbeat that has come; None where none has come since it was last looked."""
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
