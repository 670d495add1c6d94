"""How the suites are run: what the stages' reports add up to, and what is said where a machine lacks something."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

REPORT = """<testsuites><testsuite>
<testcase classname="a" name="passes" time="0.5"/>
<testcase classname="a" name="fails" time="2"><failure/></testcase>
<testcase classname="a" name="is_left" time="0"><skipped/></testcase>
</testsuite></testsuites>"""


@pytest.fixture(scope="module")
def suites() -> Iterator[ModuleType]:
    """The runner, as a module."""
    path = Path(__file__).parents[1] / "__main__.py"
    specification = importlib.util.spec_from_file_location("suites", path)
    module = importlib.util.module_from_spec(specification)
    sys.modules["suites"] = module  # a dataclass looks its module up
    specification.loader.exec_module(module)
    yield module
    del sys.modules["suites"]


@pytest.fixture
def stage(suites, tmp_path, monkeypatch):
    """A stage that writes ``report`` and ends with ``status``."""
    monkeypatch.setattr(suites, "REPORTS", tmp_path)

    def made(report: str, status: int, **options):
        code = f"import pathlib, sys; pathlib.Path({str(suites.report_of('a stage'))!r}).write_text({report!r})"
        return suites.Stage("a stage", [sys.executable, "-c", f"{code}; sys.exit({status})"], **options)

    return made


def test_a_report_is_counted_its_failures_are_named_and_the_last_line_has_the_sums(suites, stage):
    outcome = suites.run(stage(REPORT, 1), "1 of 1")
    *others, last = suites.closing_lines([outcome, outcome], slowest=1)
    assert last == "2 passed, 2 failed, 2 skipped"
    assert others.count("  FAILED a::fails") == 2
    assert any(line.split() == ["2.0", "a::fails"] for line in others)
    assert not any("a::passes" in line for line in others)


def test_a_stage_that_breaks_off_fails_though_no_test_did(suites, stage):
    assert suites.run(stage("<testsuites/>", 3), "1 of 1").failed == 1


def test_a_stage_that_passes_has_no_failure(suites, stage):
    assert suites.run(stage("<testsuites/>", 0), "1 of 1").failed == 0


@pytest.mark.parametrize(("optional", "numbers"), [(False, (0, 1, 0)), (True, (0, 0, 1))])
def test_what_is_lacking_is_said_at_the_end_and_fails_only_what_every_machine_runs(suites, stage, optional, numbers):
    outcome = suites.run(stage(REPORT, 0, lacks=lambda: "There is no browser.", optional=optional), "1 of 1")
    assert (outcome.passed, outcome.failed, outcome.skipped) == numbers
    assert "There is no browser." in list(suites.closing_lines([outcome], slowest=0))[-3:]


def test_all_is_the_default_suite_and_then_the_rest(suites):
    assert suites.SUITES["all"] == [*suites.SUITES["default"], *suites.SUITES["long"][1:]]
    assert suites.SUITES["default"][0].beside == suites.SUITES["long"][0].command
