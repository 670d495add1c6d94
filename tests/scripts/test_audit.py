"""What the auditors say, read: nothing known, something known, nobody there."""

from __future__ import annotations

import json
import sys

import pytest

import audit

CLEAN = {"name": "a", "version": "1", "vulns": []}
KNOWN = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1"}, {"id": "CVE-2"}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("entries", "findings"),
    [([CLEAN, SKIPPED], []), ([CLEAN, KNOWN], ["b 2: CVE-1, CVE-2"]), ([SKIPPED], None), ([], None)],
)
def test_of_python(entries, findings):
    assert audit.python_findings({"dependencies": entries}) == findings


@pytest.mark.parametrize(
    ("answer", "findings"),
    [
        ({"vulnerabilities": {}}, []),
        ({"vulnerabilities": {"x": {"severity": "high"}}}, ["x: high"]),
        ({"error": {"summary": "no"}}, None),
        (None, None),
    ],
)
def test_of_npm(answer, findings):
    assert audit.npm_findings(answer) == findings


@pytest.mark.parametrize("printed", ["", "not json"])
def test_what_is_no_answer_is_nobody_there(printed):
    assert audit.answer_of([sys.executable, "-c", f"print({printed!r})"]) is None
    assert audit.python_findings(None) is None


def test_an_answer_counts_whatever_the_exit_status():
    code = f"import sys; print({json.dumps({'vulnerabilities': {}})!r}); sys.exit(1)"
    assert audit.answer_of([sys.executable, "-c", code]) == {"vulnerabilities": {}}


@pytest.mark.parametrize(
    ("python", "npm", "status"), [([], [], 0), (None, None, 0), (["b 2: CVE-1"], None, 1), ([], ["x: high"], 1)]
)
def test_only_a_finding_fails(monkeypatch, capsys, python, npm, status):
    monkeypatch.setattr(audit, "answer_of", lambda _: None)
    monkeypatch.setattr(audit, "python_findings", lambda _: python)
    monkeypatch.setattr(audit, "npm_findings", lambda _: npm)
    assert audit.main() == status
    said = capsys.readouterr().out
    assert ("NOT AUDITED" in said) == (python is None or npm is None)
