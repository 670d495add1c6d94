"""The engine that the settings name."""

from __future__ import annotations

import multiprocessing

from rnn_playground.engine.engine import EngineUnusable, ServedEngine
from rnn_playground.engine.local import LocalEngine
from rnn_playground.engine.quota import processors
from rnn_playground.server.settings import Settings


def chosen_engine(settings: Settings) -> ServedEngine:
    """Return the engine, not yet open; raises EngineUnusable where it cannot be used."""
    if settings.engine == "ray":
        from rnn_playground.engine.ray.engine import RayEngine

        return RayEngine(
            settings.max_sessions,
            settings.mnist,
            kernels=settings.kernels,
            state_bytes=settings.state_bytes,
            worker_bytes=settings.worker_bytes,
        )
    if multiprocessing.current_process().daemon:
        raise EngineUnusable(
            "is 'local', and Python lets this process start no workers: the web server runs it as a daemonic process; "
            "have the server run the application in its own process, as 'hypercorn --workers 0' does, or use 'ray'"
        )
    return LocalEngine(
        settings.workers or processors(),
        settings.mnist,
        kernels=settings.kernels,
        state_bytes=settings.state_bytes,
        worker_bytes=settings.worker_bytes,
        fork=settings.fork_workers,
    )
