"""A run that stays: its recording, its last checkpoint, the hash of its losses, and what is known of both."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any, NamedTuple

from rnn_playground.experiment.document import Document
from rnn_playground.server.kept.build import Build
from rnn_playground.server.saved_session import Standing
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.scalars import losses_hash

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 12


class FirstDifference(Document):
    """The lane and the training step of the first loss that was not the same."""

    lane: int
    step: int


class CheckResult(Document):
    """What came of training the document again: ``at``, in Unix seconds, by which build, and whether all is the same.

    ``first_difference`` is None where nothing differs, or where it is not the kept losses but their hash that does.
    """

    at: float
    same: bool
    losses_hash: str
    build: Build
    first_difference: FirstDifference | None = None


class Origins(Document):
    """What is kept beside the bytes: ``state`` and step in which the run was kept, how its losses came about."""

    state: str
    standing: Standing
    losses_hash: str
    build: Build


@dataclass(frozen=True)
class Materials:
    """What a session gives of its run to be kept."""

    state: str
    standing: Standing
    checkpoint: bytes | None
    recording: Recording


@dataclass(frozen=True)
class KeptRun:
    """Times are Unix seconds; ``bytes`` is what it takes of the server's room."""

    id: str
    name: str
    kept_at: float
    opened_at: float
    bytes: int
    origins: Origins
    check: CheckResult | None

    def about(self) -> dict[str, Any]:
        """Return what anybody with the link may know, ready for JSON."""
        standing = self.origins.standing
        return {
            "id": self.id,
            "name": self.name,
            "kept_at": self.kept_at,
            "bytes": self.bytes,
            "state": self.origins.state,
            "step": standing.step,
            "steps": standing.experiment.steps,
            "losses_hash": self.origins.losses_hash,
            "build": self.origins.build.model_dump(mode="json"),
            "check": None if self.check is None else self.check.model_dump(mode="json"),
        }


class Content(NamedTuple):
    """The bytes of a kept run: its recording, and what a worker needs to go on, None where that is the document."""

    recording: bytes
    checkpoint: bytes | None


class Usage(NamedTuple):
    """What kept runs take together, in bytes, and how many one session has kept."""

    bytes: int
    of_session: int


def origins_of(materials: Materials, build: Build) -> Origins:
    """Return what is kept of a run beside its bytes."""
    return Origins(
        state=materials.state,
        standing=materials.standing,
        losses_hash=losses_hash(materials.recording.scalars),
        build=build,
    )


def new_id() -> str:
    """Return a short name that nobody guesses: 71 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(ID_LENGTH))


def new_secret() -> str:
    """Return what alone renames and deletes a kept run."""
    return secrets.token_urlsafe(16)


def lock_of(secret: str) -> bytes:
    """Return what a secret is compared with: a copy of the store renames and deletes nothing."""
    return hashlib.sha256(secret.encode()).digest()


def opens(secret: str, lock: bytes) -> bool:
    """Tell whether ``secret`` is the one."""
    return hmac.compare_digest(lock_of(secret), lock)
