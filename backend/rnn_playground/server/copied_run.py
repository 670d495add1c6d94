"""A run that goes on in a session of its own, from where another one stands."""

from __future__ import annotations

import secrets

from rnn_playground.server.run import Run
from rnn_playground.server.saved_session import Locks, SavedSession
from rnn_playground.telemetry.commands import CommandError


async def copied(run: Run, identifier: str | None, locks: Locks) -> SavedSession:
    """Return a session under ``locks`` with all that there is of ``run``, paused where that stands.

    Raises CommandError, as the answer to the request ``identifier``, where nothing goes on from it.
    """
    if run.state in ("failed", "stopped"):
        message = f"the run is {run.state} at step {run.step}; nothing goes on from there: watch it, or start your own"
        raise CommandError("run_over", message, id=identifier)
    await run.take_checkpoint()
    standing = run.standing(held=True).model_copy(
        update={"run": secrets.token_hex(6), "goal": None if run.over else run.step, "reason": None}
    )
    scalars = {
        f"{lane}/{name}": values
        for lane in range(run.log.lanes)
        for name, values in run.log.since(lane, -1, run.step + 1).items()
    }
    newest = [] if run.newest is None else [run.newest]
    frames = {frame.step: frame for frame in [*run.history.frames, *newest]}
    marks = tuple({**mark, "run": standing.run} for mark in standing.marks)
    return SavedSession(
        secrets.token_urlsafe(16),
        locks,
        standing.model_copy(update={"marks": marks}),
        run.checkpoint,
        [scalars],
        [frames[step] for step in sorted(frames)],
        copied=True,
    )
