"""JSON that comes from outside."""

from __future__ import annotations

import json
from typing import Any


def read_json(text: str | bytes) -> Any:
    """Return what ``text`` holds. Raises ValueError where it is no JSON, or a string in it is no Unicode text.

    Python's own reader lets half of a surrogate pair through, which nothing afterwards can write down.
    """
    value = json.loads(text)
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("a string holds half of a surrogate pair, which is no character") from None
    return value
