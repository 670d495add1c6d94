"""The page without a server: all is in it, its policy allows exactly what it carries, and it carries a recording."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_playground import cli
from rnn_playground.experiment import Experiment
from rnn_playground.experiment.installed_file import page_directory
from rnn_playground.server.replay_page import ROOM, replay_page, replay_template
from rnn_playground.telemetry.recording import Recording
from rnn_playground.telemetry.watch import Watch
from rnn_playground.training.trainer import Trainer

SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)


@pytest.fixture(scope="module")
def template() -> str:
    return replay_template(page_directory())


@pytest.fixture(scope="module")
def recording() -> bytes:
    trainer = Trainer(Experiment.model_validate({"task": {"kind": "hello"}, "steps": 2, "batch_size": 1}))
    return Recording(trainer.experiment, [], trainer.scalars, [trainer.frame(Watch())]).encode()


def carried(page: str, identifier: str) -> str:
    return next(text for attributes, text in SCRIPT.findall(page) if f'id="{identifier}"' in attributes)


def test_the_policy_allows_the_scripts_and_the_style_that_are_carried_and_nothing_else(template: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', template)[1]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    (module,) = [text for attributes, text in SCRIPT.findall(template) if 'type="module"' in attributes]
    styles = re.findall(r"<style>(.*?)</style>", template, re.DOTALL)
    for text in (module, carried(template, "plotly-source"), *styles):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_style_sheets_that_the_page_adds_later_are_carried(template: str) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", template, re.DOTALL)
    sheets = sorted((Path(__file__).parents[2] / "frontend" / "src").rglob("*.css"))
    assert sheets
    for sheet in sheets:
        first_rule = re.search(r"^  (\.[\w-]+)[^{]*\{", sheet.read_text(encoding="utf-8"), re.MULTILINE)
        assert first_rule is None or first_rule[1] in style, sheet.name


def test_nothing_is_named_that_would_have_to_be_fetched(template: str) -> None:
    without_scripts = SCRIPT.sub("", re.sub(r"<style>.*?</style>", "", template, flags=re.DOTALL))
    addresses = re.findall(r'\b(?:src|href)="([^"]*)"', without_scripts)
    assert all(address.startswith(("data:", "#")) for address in addresses), addresses
    assert template.count(ROOM) == 1
    for language in ("en", "ko"):
        assert "takeaway.title" in json.loads(carried(template, f"words-{language}"))
    assert json.loads(carried(template, "catalog"))["protocol"] == 1


def test_the_recording_and_what_is_known_of_it_are_in_the_page(template: str, recording: bytes) -> None:
    page = replay_page(template, recording)
    assert base64.b64decode(carried(page, "recording")) == recording
    assert json.loads(carried(page, "look"))["facts"]["task"]["output_size"] == 4


def test_the_script_is_one_that_a_browser_can_read(template: str, tmp_path: Path) -> None:
    (module,) = [text for attributes, text in SCRIPT.findall(template) if 'type="module"' in attributes]
    path = tmp_path / "replay.mjs"
    path.write_text(module, encoding="utf-8")
    checked = subprocess.run(["node", "--check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert not re.search(r"\bimport\s*\(", module)


def test_the_command_writes_the_page_and_refuses_what_is_no_recording(
    recording: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, out = tmp_path / "run.safetensors", tmp_path / "replay.html"
    given.write_bytes(recording)
    assert cli.main(["export", str(given), "--out", str(out)]) == 0
    assert base64.b64decode(carried(out.read_text(encoding="utf-8"), "recording")) == recording
    given.write_bytes(b"no recording, but a text")
    assert cli.main(["export", str(given), "--out", str(out)]) == cli.WRONG_INPUT
    assert "give a recording" in capsys.readouterr().err


def test_making_it_loads_no_torch() -> None:
    code = (
        "import sys; from rnn_playground.experiment.installed_file import page_directory; "
        "from rnn_playground.server.replay_page import replay_template; "
        "replay_template(page_directory()); print('torch' in sys.modules)"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "False"
