"""What a worker answers without changing a run: a probe of another document, a question that needs no run."""

from __future__ import annotations

import asyncio
import secrets

from rnn_playground.engine.engine import Engine, OrderRefused, RunFailed, RunLost
from rnn_playground.engine.orders import RunControl, StartRequest
from rnn_playground.engine.report import Answer
from rnn_playground.experiment import Experiment
from rnn_playground.server import events
from rnn_playground.server.events import Event
from rnn_playground.server.outbox import UNNUMBERED, with_scalars
from rnn_playground.server.pieces import Pieces, message_of
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.frame import Frame, PackedFrame
from rnn_playground.telemetry.questions import WallQuestion
from rnn_playground.telemetry.scalars import ScalarLog
from rnn_playground.telemetry.watch import Watch


async def probe(engine: Engine, identifier: str, experiment: Experiment, watch: Watch, *, owner: str) -> bytes | Pieces:
    """Return one measured step of a document, as the answer to the request ``identifier``; no run is disturbed."""
    name = f"probe-{secrets.token_hex(6)}"
    try:
        request = StartRequest(experiment, RunControl(until=0), watch, passing=True, owner=owner)
        report = await asyncio.wrap_future(engine.start(name, request))
    except RunFailed as failure:
        raise CommandError("refused", f"the probe failed: {failure}", id=identifier, cause=failure.cause) from None
    except RunLost as loss:
        raise CommandError("refused", f"the probe failed: {loss}; try it again", id=identifier) from None
    finally:
        engine.stop(name)
    log = ScalarLog(len(experiment.lanes))
    report.add_to(log)
    assert report.frame is not None
    return with_scalars(report.frame, log, (), {"run": name, "reply": identifier})


async def ask(engine: Engine, question: WallQuestion, *, owner: str) -> Answer:
    """Return the answer to a question that needs no run; raises CommandError where there is none."""
    try:
        return await asyncio.wrap_future(engine.ask(question, owner))
    except (RunFailed, RunLost) as failure:
        raise CommandError("refused", f"the answer failed: {failure}; ask again") from None
    except OrderRefused as refusal:
        raise CommandError("refused", str(refusal), cause=refusal.cause) from None


def reply(identifier: str, run: str, answer: Answer) -> Event | bytes | Pieces:
    """Return a worker's answer as it goes to the client: words, or a frame."""
    if answer.blob is None:
        return events.reply(identifier, **answer.body, step=answer.step)
    answered = PackedFrame.of(Frame.decode(answer.blob))
    return message_of(answered.blob_parts({**UNNUMBERED, "run": run, "reply": identifier}))
