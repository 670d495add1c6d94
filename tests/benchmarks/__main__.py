"""Runs benchmarks by name, each in a process of its own; all of them where none is named. Judges nothing.

A benchmark is a file of this directory, called like its subject; it prints its figures and leaves them in build/bench.
``name:part`` runs a part of one that has parts.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
IN_PARTS = {"peers"}
SEARCH = (HERE.parents[1] / "scripts", HERE, HERE.parent, HERE.parent / "contract")


def benchmarks() -> dict[str, Path]:
    """Return the files by name, in alphabetical order."""
    return {path.stem: path for path in sorted(HERE.glob("*.py")) if not path.stem.startswith("_")}


def is_known(name: str, known: dict[str, Path]) -> bool:
    """Tell whether a name of the command line is one of a benchmark, or of a part of it."""
    benchmark, colon, _ = name.partition(":")
    return benchmark in known and (not colon or benchmark in IN_PARTS)


def run(path: Path, part: str = "") -> bool:
    """Run one benchmark; tell whether it came to its end."""
    print(f"\n==> {path.stem} {part}".rstrip(), flush=True)
    search = os.pathsep.join([*map(str, SEARCH), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    command = [sys.executable, path, *part.split()]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": search}, check=False).returncode == 0


def main() -> int:
    """Run what the command line names; 1 where one broke off, 2 where a name is unknown."""
    known, named = benchmarks(), sys.argv[1:]
    unknown = [name for name in named if not is_known(name, known)]
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are: {' '.join(known)}", file=sys.stderr)
        return 2
    wanted = [name.partition(":") for name in named or known]
    broken = [name for name, _, part in wanted if not run(known[name], part)]
    if broken:
        print(f"\nbroke off: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
