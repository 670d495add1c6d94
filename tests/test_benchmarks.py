"""The frame of the benchmarks: they are found by name, and their figures are written as they were found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

BENCHMARKS = Path(__file__).parent / "benchmarks"
FOUND = """
from pathlib import Path
from support.figures import Peer, figures_of
with figures_of("example", Path(".")) as figures:
    figures.add("ours", 2.0, "ms", peer=Peer("theirs", 8.0), bound=4.0)
    figures.percentiles("ages", list(range(101)), "ms", bound=100)
"""
PEER = """
import turns
def build(problem, keeps):
    value = problem["start"]
    def train(updates):
        nonlocal value
        losses = [value / 2**number for number in range(updates)]
        value /= 2**updates
        return losses
    return train
turns.take_turns("halving 1", build)
"""
ASKED = """
import json, os, sys
from pathlib import Path
from support.peer_process import peer_process
path = Path("problem.json")
path.write_text(json.dumps({"start": 8.0}))
with peer_process([sys.executable, "peer.py"], os.sched_getaffinity(0)) as peer:
    print(peer.version)
    print(peer.losses(path, 2, 2, keeps=False))
    print(json.dumps(peer.block(path, 0.001, keeps=False)))
"""


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, **options)


def in_benchmarks(script: str, **options: Any) -> subprocess.CompletedProcess[str]:
    search = os.pathsep.join([str(BENCHMARKS), str(BENCHMARKS / "peer_programs")])
    return run("-c", script, env={**os.environ, "PYTHONPATH": search}, **options)


def test_a_name_that_is_unknown_is_refused_with_those_that_are_known() -> None:
    result = run(str(BENCHMARKS), "streaming", "swimming")
    assert result.returncode == 2
    assert "swimming" in result.stderr
    for path in BENCHMARKS.glob("[a-z]*.py"):
        assert path.stem in result.stderr.partition("there are:")[2]


def test_figures_are_printed_and_written_with_their_peers_and_bounds(tmp_path: Path) -> None:
    result = in_benchmarks(FOUND, cwd=tmp_path)
    assert "ours: 2 ms; theirs 8 ms, ratio 0.250; bound 4 ms" in result.stdout, result.stderr
    content = json.loads((tmp_path / "example.json").read_text(encoding="utf-8"))
    assert content["machine"].keys() >= {"processor", "processors", "python", "torch"}
    ours, median, worst = content["figures"]
    assert (ours["value"], ours["peer_value"], ours["ratio"], ours["bound"]) == (2.0, 8.0, 0.25, 4.0)
    assert (median["name"], median["value"]) == ("ages, median", 50)
    assert (worst["name"], worst["value"], worst["bound"], worst["count"]) == ("ages, p95", 95, 100, 101)


def test_a_part_is_refused_where_a_benchmark_has_none() -> None:
    result = run(str(BENCHMARKS), "growth:5")
    assert result.returncode == 2
    assert "growth:5" in result.stderr


def test_a_size_that_is_unknown_is_refused_with_those_that_are_known() -> None:
    result = run(str(BENCHMARKS), "peers:5,4,3,2")
    assert result.returncode == 1
    assert "5,4,3,2; there are: 25,16,4,8 100,32,2,32" in result.stderr


def test_a_peer_that_computes_something_else_is_refused() -> None:
    same = "from peers import check\ncheck('theirs', [0.5, 0.40003], [0.5, 0.4, 0.3])"
    assert in_benchmarks(same).returncode == 0
    for loss in ("0.4001", "float('nan')"):
        result = in_benchmarks(f"from peers import check\ncheck('theirs', [0.5, {loss}], [0.5, 0.4])")
        assert result.returncode == 1
        assert "theirs has the loss" in result.stderr


def test_what_a_peer_is_made_of_is_fetched_once_and_its_absence_is_said(tmp_path: Path) -> None:
    fetch = "from pathlib import Path\nfrom support.fetched import fetched\nprint(fetched('JAX', Path('place'), {}))"
    for command, found in (["false"], "False"), (["true"], "True"):
        result = in_benchmarks(fetch.format(command), cwd=tmp_path)
        assert result.stdout.splitlines()[-1] == found, result.stderr
        assert ("JAX IS MISSING" in result.stderr) == (found == "False")
    assert in_benchmarks(fetch.format(["true"]), cwd=tmp_path).stdout == "True\n"


def test_a_peer_answers_with_its_first_losses_and_then_with_its_pace(tmp_path: Path) -> None:
    (tmp_path / "peer.py").write_text(PEER, encoding="utf-8")
    result = in_benchmarks(ASKED, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    version, losses, pace = result.stdout.splitlines()
    assert version == "halving 1"
    assert json.loads(losses) == [8.0, 4.0, 2.0, 1.0]
    processor, clock = json.loads(pace)
    assert processor >= 0
    assert clock > 0
