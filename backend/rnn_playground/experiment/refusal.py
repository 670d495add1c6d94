"""Why something well-formed cannot be done: a sentence, and what a page needs to say it in its own language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refusal(ValueError):
    """``type`` names the reason, ``parameters`` fill its sentence; ``message`` is that sentence in English."""

    def __init__(self, type: str, sentence: str, parameters: Mapping[str, str | int | float]) -> None:
        self.type, self.parameters = type, dict(parameters)
        super().__init__(sentence.format(**parameters))

    def cause(self) -> dict[str, Any]:
        """Return ``type`` and ``parameters``, JSON-ready."""
        return {"type": self.type, "parameters": self.parameters}
