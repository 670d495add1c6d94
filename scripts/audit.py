"""Ask whether a dependency has a known vulnerability: Python's, here and in the image, by pip-audit; the page's by npm.

Where nobody answers, that is said and counts as no finding: who builds without a network builds all the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
PATIENCE = 180
PIP_AUDIT = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
INSTALLED = [*PIP_AUDIT, "--skip-editable"]
LOCKED = [*PIP_AUDIT, "--disable-pip", "--require-hashes", "--requirement", str(ROOT / "locks" / "image.txt")]
NPM_AUDIT = ["npm", "audit", "--json"]


def main() -> int:
    """Print what is known of each ecosystem; return 1 where there is a finding."""
    findings = {
        "Python": python_findings(answer_of(INSTALLED)),
        "the image": python_findings(answer_of(LOCKED)),
        "npm": npm_findings(answer_of(NPM_AUDIT)),
    }
    for ecosystem, found in findings.items():
        match found:
            case None:
                print(f"{ecosystem}: NOT AUDITED, nobody answers here")
            case []:
                print(f"{ecosystem}: no known vulnerability")
            case _:
                print(f"{ecosystem}: take another version of\n  " + "\n  ".join(found))
    return int(any(findings.values()))


def answer_of(command: Sequence[str]) -> Any:
    """Return the JSON that a command prints; None where it prints none in time."""
    try:
        ran = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=PATIENCE, check=False)
        return json.loads(ran.stdout)
    except (OSError, subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


def python_findings(answer: Any) -> list[str] | None:
    """Return "name version: ids" of what pip-audit knows something about; None where it could look up nothing."""
    looked_up = [entry for entry in (answer or {}).get("dependencies", []) if "vulns" in entry]
    if not looked_up:
        return None
    return [
        f"{entry['name']} {entry['version']}: {', '.join(vulnerability['id'] for vulnerability in entry['vulns'])}"
        for entry in looked_up
        if entry["vulns"]
    ]


def npm_findings(answer: Any) -> list[str] | None:
    """Return "name: severity" of what npm knows something about; None where it could ask nobody."""
    if not isinstance(answer, dict) or "vulnerabilities" not in answer:
        return None
    return [f"{name}: {entry['severity']}" for name, entry in sorted(answer["vulnerabilities"].items())]


if __name__ == "__main__":
    sys.exit(main())
