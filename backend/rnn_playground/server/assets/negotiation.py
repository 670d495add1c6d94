"""Which content coding a request gets (RFC 9110, section 12.5.3)."""

from __future__ import annotations

from collections.abc import Sequence

IDENTITY = "identity"


def chosen(accepted: str, offered: Sequence[str]) -> str | None:
    """Return the coding of ``offered`` with the highest q-value, the first of equals; None where none is acceptable.

    ``accepted`` is the header ``Accept-Encoding``, empty where there is none; ``offered`` is in our own order of
    preference and holds "identity", which is acceptable unless the header excludes it.
    """
    qualities = _qualities(accepted)
    rest = qualities.get("*")

    def quality(coding: str) -> float:
        if coding in qualities:
            return qualities[coding]
        if coding == IDENTITY:
            # Not named, it is the last resort, unless "*;q=0" takes that away as well.
            return 0.0 if rest == 0 else 1e-6
        return rest or 0.0

    best = max(offered, key=quality)
    return best if quality(best) > 0 else None


def _qualities(header: str) -> dict[str, float]:
    found = {}
    for part in header.lower().split(","):
        coding, *parameters = (piece.strip() for piece in part.split(";"))
        if coding:
            found["gzip" if coding == "x-gzip" else coding] = _quality(parameters)
    return found


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0 <= quality <= 1 else 0.0
    return 1.0
