"""The reproductions: a run that is finished is never run again, and the page says what was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

from paper.__main__ import PARTS
from paper.claims import QUANTITIES
from paper.curve_plot import Curve, curve_plot
from paper.gain import GainRun
from paper.measuring import measure_missing
from paper.part import Part
from paper.report import with_section, write_report
from paper.results import Measurable, Results
from paper.run import Run, seeded
from paper.svg import Axis
from rnn_playground.experiment import Lane
from rnn_playground.experiment.cells import RnnCell
from rnn_playground.experiment.learning import Adam
from rnn_playground.experiment.tasks import HelloTask


class Counted(NamedTuple):
    """A run that says how often it was made."""

    network: str
    made: list[str]
    group: str = "all"

    def key(self) -> str:
        return self.network

    def measure(self) -> dict[str, Any]:
        self.made.append(self.network)
        return {"solved_at": None, "seconds": 0.5}


def hello(rate: float, steps: int) -> Run:
    lane = Lane(cell=RnnCell(hidden_size=3), optimizer=Adam(learning_rate=rate))
    return seeded("hello", "tanh RNN", HelloTask(), lane, 1, steps=steps, batch_size=1)[0]


def test_whoever_starts_again_goes_on_where_it_stopped(tmp_path: Path) -> None:
    made: list[str] = []
    runs: list[Measurable] = [Counted(name, made) for name in "abc"]
    results = tmp_path / "build" / "part.jsonl"
    measure_missing(runs[:2], Results(results), title="", processes=1)
    measure_missing(runs, Results(results), title="", processes=1)
    assert made == ["a", "b", "c"]
    assert [outcome["network"] for outcome in Results(results).of(runs, "all", "b")] == ["b"]


def test_a_line_that_was_cut_off_is_measured_again_and_spoils_no_other(tmp_path: Path) -> None:
    path, made = tmp_path / "part.jsonl", list[str]()
    runs: list[Measurable] = [Counted(name, made) for name in "ab"]
    path.write_text('{"key": "a", "solved_at": 3, "seconds": 1.0}\n{"key": "b", "solv', encoding="utf-8")
    measure_missing(runs, Results(path), title="", processes=1)
    assert made == ["b"]
    assert Results(path).missing(runs) == []


def test_a_run_tells_what_became_of_it_as_json_can_carry_it() -> None:
    outcome = json.loads(json.dumps(hello(0.1, 300).measure(), allow_nan=False))
    assert 4 < outcome["solved_at"] <= outcome["updates"] < 300
    assert outcome["test"] == 1.0
    assert not outcome["diverged"]
    assert outcome["curve"][0][0] == 5
    never = hello(0.0, 120)._replace(to_the_end=True).measure()
    assert (never["solved_at"], never["updates"], len(never["curve"])) == (None, 120, 60)


def test_runs_are_the_same_where_the_documents_are() -> None:
    assert hello(0.1, 300).key() == hello(0.1, 300)._replace(network="another name").key()
    assert len({hello(0.1, 300).key(), hello(0.1, 299).key(), hello(0.1, 300)._replace(to_the_end=True).key()}) == 3


@pytest.mark.long
def test_two_processes_measure_what_one_does(tmp_path: Path) -> None:
    runs: list[Measurable] = [GainRun("gain", "linear", "identity", radius, 0) for radius in (0.5, 1.1)]
    for processes in (1, 2):
        measure_missing(runs, Results(tmp_path / f"{processes}"), title="", processes=processes)
    one, two = (Results(tmp_path / f"{processes}").of(runs, "gain", "linear") for processes in (1, 2))
    assert [outcome["gain"] for outcome in one] == [outcome["gain"] for outcome in two]
    assert [outcome["gain"] for outcome in one] == pytest.approx([0.5, 1.1], rel=0.02)


def invented(part: Part, path: Path) -> Results:
    """Outcomes of every kind: solved, never solved, diverged."""
    results = Results(path)
    for number, run in enumerate(part.runs):
        solved, diverged = (700, None, None)[number % 3], number % 3 == 2
        trained = {"solved_at": solved, "diverged": diverged, "updates": 900, "best": 0.5}
        test = None if diverged else 0.25
        curve = [(200, 0.5), (600, None), (800, 0.25)]
        read = {f"{lane}.{name}": test for lane in range(4) for name in QUANTITIES}
        made = {"test": test, "dead_units": test, "curve": curve, "gain": 0.9, "seconds": 60.0}
        raced = {"tests": [*curve, (20_000, test)], "training": curve}
        results.add(run, {**trained, **read, **made, **raced})
    return results


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.letter)
def test_every_part_has_its_section_its_figures_and_its_claims(part: Part, tmp_path: Path) -> None:
    write_report(tmp_path, part, invented(part, tmp_path / "results"))
    page = (tmp_path / "reproductions.md").read_text(encoding="utf-8")
    assert f"## ({part.letter}) {part.title}" in page
    assert f"{len(part.runs)} runs. `make paper PARTS={part.letter}`" in page
    pictures = list((tmp_path / "images" / "reproductions").glob("*.svg"))
    assert bool(pictures) == (part.letter != "f"), "the claims are a table of unlike quantities"
    for picture in pictures:
        assert f"images/reproductions/{picture.name}" in page
        ElementTree.fromstring(picture.read_text(encoding="utf-8"))
    assert page.count("| **no** |") == page.split("## (")[0].count(f"\n- ({part.letter})")
    assert "nan" not in page


def test_runs_have_different_documents() -> None:
    for part in PARTS:
        assert len({run.key() for run in part.runs}) == len(part.runs)


def test_a_section_takes_the_place_of_its_former_self_and_leaves_the_others() -> None:
    def section(letter: str, words: str) -> str:
        return f"<!-- part {letter} -->\n{words}\n<!-- end of part {letter} -->"

    page = with_section(with_section("", "c", section("c", "third")), "a", section("a", "first"))
    page = with_section(page, "c", section("c", "| who | says | measured | **no** | signs, p = 0.01 |"))
    assert page.index("first") < page.index("| who | says")
    assert "third" not in page
    assert "- (c) who: says. Here: measured." in page


def test_an_axis_has_round_ticks_and_holds_what_is_beyond_its_ends() -> None:
    axis = Axis(10.0, 3000.0, 0.0, 100.0, logarithmic=True)
    assert axis.ticks() == [10.0, 100.0, 1000.0]
    assert axis.place(1.0) == 0.0
    assert axis.place(100.0) == pytest.approx(100.0 / 2.477, rel=1e-3)
    assert Axis(0.0, 3000.0, 0.0, 1.0).ticks() == [0.0, 1000.0, 2000.0, 3000.0]


def test_a_curve_is_broken_where_there_is_no_number() -> None:
    plot = curve_plot("", [Curve("one", [(1, 0.1), (2, 0.2), (3, None), (4, 0.3), (5, 0.4)])], "loss")
    assert plot.count('stroke-width="1.6"') == 2
