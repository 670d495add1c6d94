"""A session as it is kept on disk: who may open it, where its run stands, and what a worker needs to go on."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.document import Document
from rnn_playground.server.copy_origin import CopyOrigin
from rnn_playground.telemetry.codec import Array
from rnn_playground.telemetry.frame import PackedFrame
from rnn_playground.telemetry.scalars import Divergence
from rnn_playground.telemetry.watch import Watch


@dataclass(frozen=True)
class KeyHashes:
    """What the keys of a session are compared with: a copy of the store opens no session."""

    owner: bytes
    viewer: bytes

    @classmethod
    def of(cls, owner_key: str, viewer_key: str) -> KeyHashes:
        """Return the key_hashes that these keys open."""
        return cls(_digest(owner_key), _digest(viewer_key))

    def owned_by(self, key: str) -> bool:
        """Tell whether ``key`` is the owner's."""
        return hmac.compare_digest(_digest(key), self.owner)

    def admits(self, key: str) -> bool:
        """Tell whether ``key`` is the owner's or the viewers'."""
        return self.owned_by(key) or hmac.compare_digest(_digest(key), self.viewer)


class Standing(Document):
    """Where a run stands. ``goal``: the step that it is to stay at, None where it goes on; ``origin``: of a copy."""

    run: str
    experiment: Experiment
    marks: Annotated[tuple[dict[str, Any], ...], Field(strict=False)] = ()
    divergences: Annotated[tuple[Divergence, ...], Field(strict=False)] = ()
    state: str
    step: int
    reason: str | None = None
    cause: dict[str, Any] | None = None
    goal: int | None = None
    pace: float | None = None
    watch: Watch = Watch()
    origin: CopyOrigin | None = None


class SessionWithoutRun(Document):
    """All that there is of a session that has no run yet: what its keys are compared with, in hex, and its settings."""

    owner: str
    viewer: str
    watch: Watch
    pace: float | None

    @classmethod
    def of(cls, key_hashes: KeyHashes, watch: Watch, pace: float | None) -> SessionWithoutRun:
        """Return it as it can be sent."""
        return cls(owner=key_hashes.owner.hex(), viewer=key_hashes.viewer.hex(), watch=watch, pace=pace)

    @property
    def key_hashes(self) -> KeyHashes:
        """What its keys are compared with."""
        return KeyHashes(bytes.fromhex(self.owner), bytes.fromhex(self.viewer))


@dataclass(frozen=True)
class SavedSession:
    """``scalars``: pieces of the log by the names that they have in frames, those that were not saved yet, or all of
    a session that was read. ``frames`` None: those that are there already. ``copied``: from a session that goes on,
    and not from a store. ``moved``: another server may have had it.
    """

    id: str
    key_hashes: KeyHashes
    standing: Standing
    checkpoint: bytes | None
    scalars: Sequence[Mapping[str, Array]]
    frames: Sequence[PackedFrame] | None = field(default=None)
    copied: bool = False
    moved: bool = False


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
