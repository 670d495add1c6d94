"""The process that workers are forked from: it imports this module, and with it all that a worker loads.

A fork copies one thread, so this process has no other: it is watched by a timer that no fork inherits.
"""

from __future__ import annotations

import gc
import signal

from rnn_playground.engine.loading import load_for_forking
from rnn_playground.engine.process_start import ending_with_parent


def prepare() -> None:
    """Load, and end at once where the server is gone meanwhile; later its end is noticed by who imports this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the server decides
    gc.disable()  # while so much is loaded it would look through everything again and again
    with ending_with_parent():
        load_for_forking()
    gc.freeze()  # what is never looked through by the collector stays shared with the workers
    gc.enable()


prepare()
