"""What happened, as lines of JSON with the ids of session and run: for machines that collect logs, off by default.

A key never gets here: events name their fields, and no message of a client is one of them.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any, TextIO

LOGGER = logging.getLogger("rnn_playground")


class JsonLines(logging.Formatter):
    """One object a record: time, level, event, the event's fields, what was raised."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "time": round(record.created, 3),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_event(event: str, **fields: str | int | float | None) -> None:
    """Say that something happened."""
    LOGGER.info(event, extra={"fields": fields})


def write_event_log(stream: TextIO = sys.stderr) -> logging.Handler:
    """Write all events from now on, those of the web server included; return what does so."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    return handler
