"""TensorFlow.js under Node.js, as a peer: what one would train with in a browser instead."""

from __future__ import annotations

import subprocess
from pathlib import Path

PLACE = Path(__file__).resolve().parents[3] / "build" / "bench" / "tensorflow-js"
SCRIPT = Path(__file__).with_name("tensorflow_js.mjs")
PACKAGES = ("@tensorflow/tfjs@4.22.0", "@tensorflow/tfjs-backend-wasm@4.22.0")


def milliseconds_a_step(backend: str, time_steps: int, batch: int, inputs: int, hidden: int) -> float | None:
    """Return the median of an LSTM's training step with Adam on ``backend``; None where it cannot be had here."""
    try:
        if not (PLACE / "node_modules").exists():
            PLACE.mkdir(parents=True, exist_ok=True)
            install = ["npm", "install", "--prefix", str(PLACE), "--silent", "--no-audit", "--no-fund", *PACKAGES]
            subprocess.run(install, check=True, timeout=300)
        sizes = map(str, (time_steps, batch, inputs, hidden))
        command = ["node", str(SCRIPT), str(PLACE / "node_modules"), backend, *sizes]
        return float(subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"TensorFlow.js left out: {error}")
        return None
