"""The kernels as Triton compiles them for cards that nobody has to have."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "compile_for_cards.py"
SPILLED = 128
"""Bytes of registers that a thread may have to keep in memory."""


@pytest.mark.parametrize(("capability", "shared"), [(80, 163 * 1024), (90, 227 * 1024)], ids=["A100", "H100"])
def test_every_kernel_fits_into_the_shared_memory_of_a_card(capability, shared):
    command = [sys.executable, SCRIPT, str(capability), "128"]
    made = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert len(made) == 6
    assert max(each["shared"] for each in made) <= shared
    assert max(each["stack"] for each in made) <= SPILLED
