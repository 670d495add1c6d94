"""The JSON messages that the server sends; docs/protocol.md lists them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rnn_playground.experiment import Experiment
from rnn_playground.telemetry.commands import CommandError
from rnn_playground.telemetry.scalars import Divergence
from rnn_playground.telemetry.watch import Look

Event = Mapping[str, Any]


def text(event: Event | str) -> str:
    """Return the event as JSON, which it may be already; raises ValueError on NaN and infinities, unknown to JSON."""
    if isinstance(event, str):
        return event
    return json.dumps(event, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def text_with(event: Event, experiment: Experiment) -> str:
    """Return the event as JSON with the document as its ``experiment``, in a third of the time that ``text`` takes."""
    return f'{text(event)[:-1]},"experiment":{experiment.model_dump_json()}}}'


def status(run: str | None, state: str, step: int, reason: str | None = None, **more: Any) -> Event:
    """Return the message for a change of state."""
    return {"type": "status", "run": run, "state": state, "step": step, "reason": reason, **more}


def lane(run: str, divergence: Divergence) -> Event:
    """Return the message that a lane left the finite numbers."""
    return {
        "type": "lane",
        "run": run,
        "lane": divergence.lane,
        "state": "diverged",
        "step": divergence.step,
        "quantity": divergence.quantity,
    }


def mark(run: str, lane_number: int, step: int, change: Mapping[str, Any]) -> Event:
    """Return the message that a tune took effect."""
    return {"type": "mark", "run": run, "lane": lane_number, "step": step, "change": dict(change)}


def look(where: Look) -> Event:
    """Return the message that tells viewers where the owner looks."""
    return where.model_dump(mode="json")


def viewers(count: int) -> Event:
    """Return the message that so many connections only watch."""
    return {"type": "viewers", "count": count}


def copies(count: int) -> Event:
    """Return the message that so many copies of this run hang on its wall."""
    return {"type": "copies", "count": count}


def place(number: int, *, shown: bool) -> Event:
    """Return the message to who has a copy: its number, and whether the wall shows it."""
    return {"type": "place", "number": number, "shown": shown}


def reply(identifier: str, **body: Any) -> Event:
    """Return the answer to a request."""
    return {"type": "reply", "id": identifier, **body}


def error(problem: CommandError) -> Event:
    """Return the message about a command that cannot be taken."""
    return {
        "type": "error",
        "code": problem.code,
        "message": problem.message,
        "path": problem.path,
        "id": problem.id,
        **({"cause": problem.cause} if problem.cause else {}),
    }
