"""What a page needs to say a refusal in its own language."""

from __future__ import annotations

from typing import Any


def cause(type: str, **parameters: float) -> dict[str, Any]:
    """Return the name of the sentence and what fills it."""
    return {"type": type, "parameters": parameters}


def megabytes(count: int) -> float:
    """Return bytes in megabytes, to a tenth."""
    return round(count / 1e6, 1)
