"""Runs the test suites stage by stage: ``python tests default``, ``long`` or ``all``.

Each stage is a command of its own that leaves a JUnit report in build/tests. At the end stand a table of the stages,
the slowest tests on request, what could not run and why, and in the last line the sums.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "build" / "tests"
MOST_PROCESSES = 8
PROCESSES = min(
    len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST_PROCESSES
)
COMPILE = [sys.executable, "-c", "from rnn_playground.kernels.load import load_kernels; load_kernels()"]
LAUNCH = "from served_page import chromium\nwith chromium(): pass"
NO_BROWSER = (
    "The page was not tested: no Chromium starts here. Install one (Debian: apt install chromium fonts-noto-cjk;"
    " elsewhere: .venv/bin/playwright install chromium), then run make test again."
)
NO_POSTGRESQL = "PostgreSQL is not installed here (Debian: apt install postgresql), so nothing was kept in one."


@dataclass(frozen=True)
class Stage:
    """A command, and what has to hold before it: ``lacks`` returns a sentence that says what is missing, or None.

    ``beside`` is a command for the other processor: the stage ends when both have.
    """

    name: str
    command: list[str]
    lacks: Callable[[], str | None] = lambda: None
    beside: list[str] | None = None
    # What a machine may lack without failing: only the long suite has such stages.
    optional: bool = False


@dataclass
class Outcome:
    """How a stage went."""

    name: str
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    lacking: str | None = None
    failures: list[str] = field(default_factory=list)
    tests: list[tuple[float, str]] = field(default_factory=list)
    waits: list[tuple[float, str]] = field(default_factory=list)


def pytest(name: str, *arguments: str, processes: int = PROCESSES, share: str = "loadfile") -> list[str]:
    """Return the command that runs pytest in several processes, whose report is called after the stage.

    ``share``: how they share the tests; by the file, so that what the tests of a file have in common is made once.
    """
    shared = ["-n", str(processes), "--dist", share] if processes > 1 else []
    return [sys.executable, "-m", "pytest", "-q", *shared, f"--junitxml={report_of(name)}", *arguments]


def report_of(name: str) -> Path:
    """Return where a stage leaves its report."""
    return REPORTS / f"{name.replace(' ', '-')}.xml"


def node(name: str) -> list[str]:
    """Return the command that tests the page's modules under Node.js."""
    tests = sorted(map(str, (ROOT / "tests" / "frontend").rglob("*.test.mjs")))
    reporters = ["--test-reporter=dot", "--test-reporter-destination=stdout"]
    reporters += ["--test-reporter=junit", f"--test-reporter-destination={report_of(name)}"]
    return ["node", "--test", *reporters, *tests]


def no_browser() -> str | None:
    """Say that no Chromium starts here; None where one does."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    started = subprocess.run([sys.executable, "-c", LAUNCH], env=environment, capture_output=True, check=False)
    return NO_BROWSER if started.returncode else None


def no_postgresql() -> str | None:
    """Say that PostgreSQL is missing; None where it is there."""
    return None if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) else NO_POSTGRESQL


DEFAULT = [
    Stage("modules of the page", node("modules of the page"), beside=COMPILE),
    Stage("python", pytest("python")),
    Stage("browser", pytest("browser", "tests/browser", share="worksteal"), lacks=no_browser),
]
LONG = [
    Stage("python long", pytest("python long", "-m", "long or hypothesis", "--hypothesis-profile=thorough")),
    Stage(
        "browser long",
        pytest("browser long", "tests/browser", "-m", "long", share="worksteal"),
        lacks=no_browser,
        optional=True,
    ),
    Stage(
        "postgresql",
        pytest(
            "postgresql",
            *("tests/contract/test_kept_runs.py", "tests/contract/test_data.py", "-m", "", "--database", "postgresql"),
            processes=1,
        ),
        lacks=no_postgresql,
        optional=True,
    ),
]
SUITES = {"default": DEFAULT, "long": [Stage("kernels", COMPILE), *LONG], "all": [*DEFAULT, *LONG]}


def run(stage: Stage, number: str) -> Outcome:
    """Run one stage and return how it went; its output goes to the terminal as it comes."""
    print(f"\n==> stage {number}: {stage.name}", flush=True)
    outcome, began = Outcome(stage.name), time.monotonic()
    if lacking := stage.lacks():
        outcome.lacking = lacking
        outcome.failed, outcome.skipped = (0, 1) if stage.optional else (1, 0)
        print(f"SKIPPED: {lacking}" if stage.optional else f"FAILED: {lacking}", flush=True)
        return outcome
    report_of(stage.name).unlink(missing_ok=True)
    beside = subprocess.Popen(stage.beside, cwd=ROOT) if stage.beside else None
    status = subprocess.run(stage.command, cwd=ROOT, check=False).returncode
    if beside:
        status = beside.wait() or status
    read_report(report_of(stage.name), outcome)
    if status and not outcome.failed:
        outcome.failed = 1  # it broke off before a test could fail
    outcome.seconds = time.monotonic() - began
    print(f"<== {stage.name}: {described(outcome)} in {outcome.seconds:.0f} s", flush=True)
    return outcome


def read_report(report: Path, outcome: Outcome) -> None:
    """Add what a JUnit report says; a stage without tests leaves none."""
    if not report.exists():
        return
    for case in ElementTree.parse(report).iter("testcase"):
        results = {child.tag for child in case}
        failed, skipped = bool(results & {"failure", "error"}), "skipped" in results
        outcome.failed += failed
        name = f"{case.get('classname', '')}::{case.get('name')}"
        outcome.failures += [name] * failed
        outcome.skipped += skipped and not failed
        outcome.passed += not (failed or skipped)
        outcome.tests.append((float(case.get("time", 0)), name))
        for wait in case.iterfind("properties/property[@name='longest wait']"):
            seconds, _, what = wait.get("value", "0").partition(" s for ")
            outcome.waits.append((float(seconds), f"for {what} in {name}"))


def first_lines(timed: Iterable[tuple[float, str]], count: int) -> Iterator[str]:
    """Return a line each for those that took longest."""
    return (f"  {seconds:7.1f}  {name}" for seconds, name in sorted(timed, reverse=True)[:count])


def described(outcome: Outcome) -> str:
    """Return the three numbers in words."""
    return f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped"


def closing_lines(outcomes: list[Outcome], slowest: int) -> Iterator[str]:
    """What is printed after all stages; the last line has the sums."""
    if slowest:
        yield f"\nThe {slowest} slowest tests, in seconds:"
        yield from first_lines((test for outcome in outcomes for test in outcome.tests), slowest)
        yield f"\nThe {slowest} longest waits, in seconds:"
        yield from first_lines((wait for outcome in outcomes for wait in outcome.waits), slowest)
    yield "\nStages:"
    yield from (f"  {outcome.name:<22}{outcome.seconds:6.0f} s  {described(outcome)}" for outcome in outcomes)
    yield from (f"  FAILED {name}" for outcome in outcomes for name in outcome.failures)
    total = Outcome("all")
    for outcome in outcomes:
        if outcome.lacking:
            yield outcome.lacking
        total.passed += outcome.passed
        total.failed += outcome.failed
        total.skipped += outcome.skipped
        total.seconds += outcome.seconds
    yield f"It took {total.seconds / 60:.1f} minutes with {PROCESSES} processes."
    yield described(total)


def main() -> int:
    """Run the suite that the command line names; 1 where anything failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("suite", choices=SUITES)
    parser.add_argument("--slowest", type=int, default=0, metavar="N", help="name the N slowest tests at the end")
    arguments = parser.parse_args()
    REPORTS.mkdir(parents=True, exist_ok=True)
    stages = SUITES[arguments.suite]
    outcomes = [run(stage, f"{number} of {len(stages)}") for number, stage in enumerate(stages, 1)]
    print(*closing_lines(outcomes, arguments.slowest), sep="\n")
    return int(any(outcome.failed for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
