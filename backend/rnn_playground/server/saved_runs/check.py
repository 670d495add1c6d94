"""A kept run is trained again, in time that no run wants, and every loss held against the one that was kept."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from typing import NamedTuple

from rnn_playground.engine.engine import Engine, OrderRefused, RunFailed, RunLost
from rnn_playground.engine.orders import RunControl, StartRequest
from rnn_playground.engine.report import Report
from rnn_playground.experiment import Experiment
from rnn_playground.server.saved_runs.saved_run import CheckResult, FirstDifference, Provenance, present_build
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.scalars import ScalarLog, first_difference, first_missing, losses_hash, up_to
from rnn_playground.telemetry.watch import Watch

# Steps that are taken of a worker at a time, how long it may wait with them, and how often one hears of it, in seconds.
POLL_STEPS, POLL_WAIT, POLL_INTERVAL = 65_536, 5.0, 0.25
MOST_LOSSES = 3


class Progress(NamedTuple):
    """So many updates of so many have been made again, and are the same."""

    step: int
    of: int


async def checked(
    engine: Engine, provenance: Provenance, kept: ScalarLog, now: float
) -> AsyncGenerator[Progress | CheckResult, None]:
    """Yield how far it is, and at last what came of it, at Unix time ``now``. Closed, it gives the training up.

    It ends at the first loss that differs. Raises CommandError where the document cannot be trained here.
    """
    for _ in range(MOST_LOSSES):
        try:
            async for found in _attempt(engine, provenance, kept, now):
                yield found
            return
        except RunLost as loss:
            reason = loss
        except (RunFailed, OrderRefused) as failure:
            raise CommandError("refused", f"the check failed: {failure}", cause=failure.cause) from None
    raise CommandError("refused", f"the check failed: {reason}, {MOST_LOSSES} times; check it again later")


async def _attempt(
    engine: Engine, provenance: Provenance, kept: ScalarLog, now: float
) -> AsyncGenerator[Progress | CheckResult, None]:
    name, last = f"check-{secrets.token_hex(6)}", max(kept.newest)
    log = ScalarLog(kept.lanes)
    request = StartRequest(as_it_was_made(provenance), RunControl(until=last), Watch(), beside="")
    try:
        report = await asyncio.wrap_future(engine.start(name, request))
        metadata = {} if report.frame is None else report.frame.metadata
        build = await asyncio.to_thread(present_build, metadata)
        while True:
            report.add_to(log)
            differs = first_difference(kept, log)
            if differs is not None or _is_complete(report, kept, log):
                break
            yield Progress(max(log.newest), last)
            poll = engine.poll(name, log.newest, POLL_STEPS, POLL_WAIT, POLL_INTERVAL)
            report = await asyncio.wrap_future(poll)
    finally:
        engine.stop(name)
    differs = differs or first_missing(kept, log)
    found = losses_hash(up_to(log, kept))
    yield CheckResult(
        at=now,
        same=differs is None and found == provenance.losses_hash,
        losses_hash=found,
        build=build,
        first_difference=None if differs is None else FirstDifference(lane=differs.lane, step=differs.step),
    )


def as_it_was_made(provenance: Provenance) -> Experiment:
    """Return the document with the arithmetic and the device that were taken when it was first trained."""
    build, experiment = provenance.build, provenance.standing.experiment
    kernel = "reference" if build.kernel == "reference" else "auto"
    return experiment.model_copy(update={"kernel": kernel, "device": build.device})


def _is_complete(report: Report, kept: ScalarLog, log: ScalarLog) -> bool:
    """Tell whether everything that was kept has been trained again, or nothing more will come."""
    if first_missing(kept, log) is None:
        return True
    return report.condition != "running" and not report.growing and report.is_whole_in(log)
