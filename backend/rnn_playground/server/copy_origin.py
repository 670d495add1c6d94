"""What a session that began as a copy keeps of the run that it was taken of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rnn_playground.experiment.document import Document
from rnn_playground.telemetry.questions import Identifier


class CopyOrigin(Document):
    """``session``: the first one that was copied, also of a copy of a copy; ``number``: its own among those copies.

    ``shown``: whether the wall shows it of that session.
    """

    session: Identifier
    number: Annotated[int, Field(ge=1)]
    shown: bool = True
