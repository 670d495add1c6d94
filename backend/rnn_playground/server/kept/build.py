"""What made a run's numbers: the program, the libraries, the arithmetic and the machine, as far as they may matter."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import rnn_playground
from rnn_playground.experiment.document import Document

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
