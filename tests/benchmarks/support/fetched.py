"""What peers are made of, fetched once into the build folder, apart from what the project installs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PLACE = Path(__file__).resolve().parents[3] / "build" / "bench"
JAX = "jax>=0.5,<1"
TENSORFLOW_JS = ("@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0")
PATIENCE = 600


def jax_python(place: Path = PLACE / "jax") -> Path | None:
    """Return the Python of a virtual environment that has JAX; None where it cannot be had here."""
    python = place / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", JAX]
    return python if fetched("JAX", place, [sys.executable, "-m", "venv", place], install) else None


def tensorflow_js_modules(place: Path = PLACE / "tensorflow-js") -> Path | None:
    """Return the folder ``node_modules`` that has TensorFlow.js; None where it cannot be had here."""
    install = ["npm", "install", "--prefix", place, "--silent", "--no-audit", "--no-fund", *TENSORFLOW_JS]
    return place / "node_modules" if fetched("TensorFlow.js", place, install) else None


def fetched(name: str, place: Path, *commands: Sequence[str | Path]) -> bool:
    """Run commands that fill ``place``, unless they have been; where one fails say loudly what is missing."""
    note, wanted = place / "fetched.txt", "\n".join(" ".join(map(str, command)) for command in commands)
    if note.exists() and note.read_text(encoding="utf-8") == wanted:
        return True
    print(f"fetching {name} into {place}", flush=True)
    place.mkdir(parents=True, exist_ok=True)
    try:
        for command in commands:
            subprocess.run(command, check=True, timeout=PATIENCE)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"\n!!! {name} IS MISSING FROM THIS BENCHMARK, it cannot be fetched: {error}\n", file=sys.stderr)
        return False
    note.write_text(wanted, encoding="utf-8")
    return True
