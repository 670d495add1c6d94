"""What a page says of the wall of copies: whether it looks at it, and whether its own copy hangs there."""

from __future__ import annotations

from typing import Literal

from rnn_playground.experiment.document import Document


class CopyWall(Document):
    """Be told of the copies of this run from now on, or no longer."""

    type: Literal["copy_wall"] = "copy_wall"
    open: bool


class OnWall(Document):
    """Show this copy on the wall of the run that it was taken of, or take it off."""

    type: Literal["on_wall"] = "on_wall"
    shown: bool
