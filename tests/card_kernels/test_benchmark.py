"""What measures a card, on the processor: the same calls, of which only the times mean nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SCRIPT = """
import torch
from graphics_card import Size, compare
from support.figures import Figures
figures = Figures()
compare(torch.device("cpu"), Size(5, 4, 6), figures, lambda run: run)
assert all(figure["value"] > 0 and figure["peer_value"] > 0 for figure in figures.all)
print(len(figures.all))
"""


def test_it_measures_three_ways_of_each_cell():
    environment = {**os.environ, "TRITON_INTERPRET": "1", "PYTHONPATH": os.pathsep.join([str(BENCHMARKS), *sys.path])}
    command = [sys.executable, "-c", SCRIPT]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.stdout.splitlines()[-1:] == ["9"], result.stderr
