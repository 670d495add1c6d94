"""The frame of the benchmarks: they are found by name, and their figures are written as they were found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parent / "benchmarks"
FOUND = """
from pathlib import Path
from support.figures import Peer, figures_of
with figures_of("example", Path(".")) as figures:
    figures.add("ours", 2.0, "ms", peer=Peer("theirs", 8.0), bound=4.0)
    figures.percentiles("ages", list(range(101)), "ms", bound=100)
"""


def run(*arguments: str, **options: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, **options)


def test_a_name_that_is_unknown_is_refused_with_those_that_are_known() -> None:
    result = run(str(BENCHMARKS), "streaming", "swimming")
    assert result.returncode == 2
    assert "swimming" in result.stderr
    for path in BENCHMARKS.glob("[a-z]*.py"):
        assert path.stem in result.stderr.partition("there are:")[2]


def test_figures_are_printed_and_written_with_their_peers_and_bounds(tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    script.write_text(f"import sys; sys.path.insert(0, {str(BENCHMARKS)!r})\n{FOUND}", encoding="utf-8")
    result = run(str(script), cwd=tmp_path)
    assert "ours: 2 ms; theirs 8 ms, ratio 0.250; bound 4 ms" in result.stdout, result.stderr
    content = json.loads((tmp_path / "example.json").read_text(encoding="utf-8"))
    assert content["machine"].keys() >= {"processor", "processors", "python", "torch"}
    ours, median, worst = content["figures"]
    assert (ours["value"], ours["peer_value"], ours["ratio"], ours["bound"]) == (2.0, 8.0, 0.25, 4.0)
    assert (median["name"], median["value"]) == ("ages, median", 50)
    assert (worst["name"], worst["value"], worst["bound"], worst["count"]) == ("ages, p95", 95, 100, 101)
