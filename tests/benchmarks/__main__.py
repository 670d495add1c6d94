"""Runs benchmarks by name, each in a process of its own; all of them where none is named. Judges nothing.

A benchmark is a file of this directory, called like its subject; it prints its figures and leaves them in build/bench.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEARCH = (HERE.parents[1] / "scripts", HERE, HERE.parent, HERE.parent / "contract")


def benchmarks() -> dict[str, Path]:
    """Return the files by name, in alphabetical order."""
    return {path.stem: path for path in sorted(HERE.glob("*.py")) if not path.stem.startswith("_")}


def run(path: Path) -> bool:
    """Run one benchmark; tell whether it came to its end."""
    print(f"\n==> {path.stem}", flush=True)
    search = os.pathsep.join([*map(str, SEARCH), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return subprocess.run([sys.executable, path], env={**os.environ, "PYTHONPATH": search}, check=False).returncode == 0


def main() -> int:
    """Run what the command line names; 1 where one broke off, 2 where a name is unknown."""
    known, named = benchmarks(), sys.argv[1:]
    unknown = [name for name in named if name not in known]
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are: {' '.join(known)}", file=sys.stderr)
        return 2
    broken = [name for name in named or known if not run(known[name])]
    if broken:
        print(f"\nbroke off: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
