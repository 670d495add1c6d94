"""A training problem that is the same for every peer: drawn numbers, written as JSON, which every language reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

GATES = {"rnn": 1, "lstm": 4, "gru": 3}


class Size(NamedTuple):
    """T, B, I, H."""

    time_steps: int
    batch: int
    inputs: int
    hidden: int

    def __str__(self) -> str:
        return ",".join(map(str, self))


def write_problem(path: Path, cell: str, size: Size, seed: int = 0) -> None:
    """Write inputs (time_step, batch, input), the target (batch, 1) of the last step, and all parameters.

    Their rows are in the order of torch's gates; drawn as torch draws them, the output's bias included.
    """
    generator = np.random.default_rng(seed)
    bound, rows = size.hidden**-0.5, GATES[cell] * size.hidden
    shapes = {"W_xh": (rows, size.inputs), "W_hh": (rows, size.hidden), "b_xh": (rows,), "b_hh": (rows,)}
    shapes |= {"W_hy": (1, size.hidden), "b_y": (1,)}
    drawn = {name: generator.uniform(-bound, bound, shape) for name, shape in shapes.items()}
    problem = {
        "cell": cell,
        "parameters": {name: value.astype(np.float32).tolist() for name, value in drawn.items()},
        "inputs": generator.standard_normal(size[:3], dtype=np.float32).tolist(),
        "target": generator.standard_normal((size.batch, 1), dtype=np.float32).tolist(),
    }
    path.write_text(json.dumps(problem), encoding="utf-8")
