"""A run that stays: its recording, its last checkpoint, the hash of its losses, and what made its numbers."""

from __future__ import annotations

import hashlib
import hmac
import platform
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import rnn_playground
from rnn_playground.experiment.document import Document, ProfileName
from rnn_playground.server.saved_session import Standing
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.scalars import losses_hash


def cause(type: str, **parameters: float) -> dict[str, Any]:
    """Return the name of the sentence and what fills it."""
    return {"type": type, "parameters": parameters}


def megabytes(count: int) -> float:
    """Return bytes in megabytes, to a tenth."""
    return round(count / 1e6, 1)


# What a kept run takes beside its recording and its checkpoint, in bytes.
OVERHEAD = 4096
MOST_NAME = 80


class ArchiveBounds(NamedTuple):
    """``run_bytes``: what one kept run may take. ``session_runs``: how many one session may keep.

    ``check_seconds``: how long a check may take, waiting for spare time included.
    """

    run_bytes: int
    session_runs: int
    check_seconds: float


ARCHIVE_BOUNDS: dict[ProfileName, ArchiveBounds] = {
    "local": ArchiveBounds(64 * 2**20, 1000, 3600.0),
    "classroom": ArchiveBounds(8 * 2**20, 50, 600.0),
    "public": ArchiveBounds(4 * 2**20, 10, 300.0),
}


CPUINFO = Path("/proc/cpuinfo")
DIGITS = 12


class Build(Document):
    """``source``: a hash of the program's Python files. ``processor``: its name and a hash of what it can do.

    ``kernel`` is ``reference`` or ``fused``, or one of the two for each lane; ``device`` is ``cpu`` or ``cuda``.
    Libraries that are not installed are None.
    """

    version: str
    source: str
    python: str
    torch: str | None
    numpy: str | None
    numba: str | None
    llvmlite: str | None
    platform: str
    processor: str
    kernel: str
    device: str


def present_build(frame: Mapping[str, str]) -> Build:
    """Return the build of this server; ``frame`` is the metadata of a frame, which say kernel and device."""
    return Build(
        version=rnn_playground.__version__,
        source=_source(),
        python=platform.python_version(),
        torch=_version("torch"),
        numpy=_version("numpy"),
        numba=_version("numba"),
        llvmlite=_version("llvmlite"),
        platform=f"{sys.platform} {platform.machine()}",
        processor=processor(),
        kernel=frame.get("kernel", "reference"),
        device=frame.get("device", "cpu"),
    )


@cache
def processor(cpuinfo: Path = CPUINFO) -> str:
    """Return the processor's name and a hash of its features, where the system tells them, else its kind."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    told = dict(reversed([(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]))
    features = told.get("flags") or told.get("Features") or ""
    name = told.get("model name") or platform.machine()
    return f"{name} ({_digest(' '.join(sorted(features.split())).encode())})"


@cache
def _source() -> str:
    root = Path(rnn_playground.__file__).parent
    files = sorted(root.rglob("*.py"), key=lambda path: path.relative_to(root).as_posix())
    return _digest(b"".join(path.relative_to(root).as_posix().encode() + path.read_bytes() for path in files))


@cache
def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _digest(blob: bytes) -> str:
    return hashlib.sha256(blob).hexdigest()[:DIGITS]


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


class Provenance(Document):
    """What is kept beside the bytes: ``state`` and step in which the run was kept, how its losses came about."""

    state: str
    standing: Standing
    losses_hash: str
    build: Build


@dataclass(frozen=True)
class RunContent:
    """What a session gives of its run to be kept."""

    state: str
    standing: Standing
    checkpoint: bytes | None
    recording: Recording


@dataclass(frozen=True)
class SavedRun:
    """Times are Unix seconds; ``bytes`` is what it takes of the server's room."""

    id: str
    name: str
    kept_at: float
    opened_at: float
    bytes: int
    provenance: Provenance
    check: CheckResult | None

    def about(self) -> dict[str, Any]:
        """Return what anybody with the link may know, ready for JSON."""
        standing = self.provenance.standing
        return {
            "id": self.id,
            "name": self.name,
            "kept_at": self.kept_at,
            "bytes": self.bytes,
            "state": self.provenance.state,
            "step": standing.step,
            "steps": standing.experiment.steps,
            "losses_hash": self.provenance.losses_hash,
            "build": self.provenance.build.model_dump(mode="json"),
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


def provenance_of(materials: RunContent, build: Build) -> Provenance:
    """Return what is kept of a run beside its bytes."""
    return Provenance(
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
