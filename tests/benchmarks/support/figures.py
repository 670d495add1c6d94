"""What a benchmark found: printed line by line, and written to ``build/bench/NAME.json``."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

PLACE = Path(__file__).resolve().parents[3] / "build" / "bench"


class Peer(NamedTuple):
    """What else does the same, measured in the same run and unit."""

    name: str
    value: float


class Figures:
    """The figures of one benchmark."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []

    def add(
        self, name: str, value: float, unit: str, *, peer: Peer | None = None, bound: float | None = None, **more: Any
    ) -> None:
        """Print and keep a figure: beside a peer's with their ratio, and beside the ``bound`` that is aimed at."""
        figure: dict[str, Any] = {"name": name, "value": value, "unit": unit, **more}
        line = f"{name}: {value:.4g} {unit}"
        if peer is not None:
            figure |= {"peer": peer.name, "peer_value": peer.value, "ratio": value / peer.value}
            line += f"; {peer.name} {peer.value:.4g} {unit}, ratio {value / peer.value:.3f}"
        if bound is not None:
            figure["bound"] = bound
            line += f"; bound {bound:g} {unit}"
        self.all.append(figure)
        print(line, flush=True)

    def percentiles(self, name: str, values: Sequence[float], unit: str, *, bound: float | None = None) -> None:
        """Add the median and the 95th percentile of ``values``; the bound is the latter's."""
        self.add(f"{name}, median", float(np.median(values)), unit)
        self.add(f"{name}, p95", float(np.percentile(values, 95)), unit, bound=bound, count=len(values))


@contextmanager
def figures_of(benchmark: str, place: Path = PLACE) -> Iterator[Figures]:
    """Yield the figures of a benchmark, and write them to ``place`` once it has come to its end."""
    figures = Figures()
    yield figures
    place.mkdir(parents=True, exist_ok=True)
    content = {"benchmark": benchmark, "machine": machine(), "figures": figures.all}
    (place / f"{benchmark}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")


def machine() -> dict[str, Any]:
    """Return on what the figures were measured."""
    packages = {name: version(name) for name in ("torch", "numpy", "safetensors", "uvicorn", "websockets")}
    return {"processor": _processor(), "processors": os.cpu_count(), "python": platform.python_version(), **packages}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
