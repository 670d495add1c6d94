"""What the documents promise: the README's code runs, and everything public stands in the protocol page."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import rnn_playground
from rnn_playground import Experiment, Watch, cli, train
from rnn_playground.experiment.catalog import catalog
from rnn_playground.experiment.panels import PanelKind
from rnn_playground.server import events
from rnn_playground.server.app import create_app
from rnn_playground.server.settings import Settings
from rnn_playground.telemetry import commands

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
FAMILIES: dict[str, list[dict[str, Any]]] = catalog()["families"]
DOCS = sorted(page.relative_to(ROOT).as_posix() for page in (ROOT / "docs").rglob("*.md"))
PAGES = ["README.md", "README.ko.md", "CHANGELOG.md", *DOCS]
HELLO = {
    "task": {"kind": "hello"},
    "lanes": [{"cell": {"kind": "lstm", "hidden_size": 3}}],
    "batch_size": 1,
    "steps": 2,
}
SINE = {"task": {"kind": "sine", "length": 12}, "steps": 1, "batch_size": 2}


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced code blocks of ``language``, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def models(module: Any) -> list[type[BaseModel]]:
    """Return the documents that ``module`` defines."""
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, BaseModel)]
    return [model for model in found if model.__module__ == module.__name__]


def documented_fields(model: type[BaseModel]) -> set[str]:
    """Return the fields of ``model`` and of every document inside it."""
    names: set[str] = set()
    pending, seen = [model], set()
    while pending:
        current = pending.pop()
        if current in seen:
            continue
        seen.add(current)
        names |= current.model_fields.keys()
        for field in current.model_fields.values():
            pending.extend(models_inside(field.annotation))
    return names


def models_inside(annotation: Any) -> list[type[BaseModel]]:
    """Return the documents that a type annotation names, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_inside(part)]


def outside_make() -> dict[str, str]:
    """Return the environment without what a make that runs these tests would tell another one."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}


@pytest.mark.parametrize("block", blocks(README, "python"))
def test_python_of_the_readme_runs(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out


def test_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (document,) = blocks(README, "json")
    Path("hello.json").write_text(document, encoding="utf-8")
    for line in "".join(blocks(README, "sh")).splitlines():
        command, *arguments = line.split()
        if command == "rnn-playground":
            assert cli.main(arguments) == 0
        elif command == "make":
            make = ["make", "--dry-run", "--directory", str(ROOT), *arguments]
            subprocess.run(make, env=outside_make(), stdout=subprocess.DEVNULL, check=True)
        else:
            assert line == "docker compose up"
    assert Path("hello.safetensors").exists()


def test_both_readmes_say_the_same_to_a_computer() -> None:
    korean = (ROOT / "README.ko.md").read_text(encoding="utf-8")
    for language in ("sh", "json", "python"):
        assert blocks(korean, language) == blocks(README, language)
    parts = (r"\]\(((?!README)[^)]+)\)", r"^(#+) ", r"^(- \*\*|- )", r"`([^`\n]+)`", r"https?://[\w.]+:\d+")
    for part in parts:
        assert sorted(re.findall(part, korean, re.MULTILINE)) == sorted(re.findall(part, README, re.MULTILINE)), part


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        linked = (ROOT / page).parent / path if path else ROOT / page
        assert linked.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_paths_named_in_the_pages_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    homes = [ROOT, ROOT / "backend" / "rnn_playground", ROOT / "frontend", ROOT / "frontend" / "src"]
    for path in re.findall(r"`([\w./-]+/|[\w./-]+/[\w.-]+\.(?:py|ts|json|md|toml))`", text):
        assert any((home / path).exists() for home in homes), path


def test_the_experiment_of_the_protocol_is_valid() -> None:
    document = next(block for block in blocks(PROTOCOL, "json") if '"lanes"' in block)
    assert Experiment.model_validate(json.loads(document)).lanes


@pytest.mark.parametrize("field", sorted(documented_fields(Experiment)))
def test_every_field_of_the_experiment_is_documented(field: str) -> None:
    assert f"`{field}`" in PROTOCOL or f'"{field}"' in PROTOCOL


@pytest.mark.parametrize("kind", sorted({entry["kind"] for entries in FAMILIES.values() for entry in entries}))
def test_every_kind_is_documented(kind: str) -> None:
    assert f"`{kind}`" in PROTOCOL


@pytest.mark.parametrize("panel", get_args(PanelKind))
def test_every_panel_is_documented(panel: str) -> None:
    assert f"`{panel}`" in PROTOCOL


@pytest.mark.parametrize("model", [model for model in models(commands) if "type" in model.model_fields])
def test_every_message_of_the_client_is_documented(model: type[BaseModel]) -> None:
    fields = model.model_fields
    assert f'{{"type":"{fields["type"].default}"' in PROTOCOL
    if "kind" in fields:
        assert f"`{fields['kind'].default}`" in PROTOCOL
    for name in fields:
        assert f"`{name}`" in PROTOCOL or f'"{name}"' in PROTOCOL, name


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`RNN_PLAYGROUND_{setting.upper()}`" in PROTOCOL


def test_every_message_of_the_server_is_documented() -> None:
    sources = (path.read_text(encoding="utf-8") for path in Path(events.__file__).parent.glob("*.py"))
    types = {kind for source in sources for kind in re.findall(r'"type": "([a-z]+)"', source)}
    assert {"status", "error"} <= types
    for kind in types:
        assert f'{{"type":"{kind}"' in PROTOCOL, kind


def test_every_error_code_is_documented() -> None:
    sources = (path.read_text(encoding="utf-8") for path in Path(rnn_playground.__file__).parent.rglob("*.py"))
    codes = {code for source in sources for code in re.findall(r'CommandError\(\s*"([a-z_]+)"', source)}
    assert "invalid_json" in codes
    for code in codes:
        assert f"`{code}`" in PROTOCOL, code


def test_every_route_is_documented() -> None:
    for route in create_app(Settings()).routes:
        path = getattr(route, "path", "")
        if path.startswith("/vendor") or "{" in path:
            continue
        assert re.search(rf"`(GET|POST|WS) {re.escape(path)}`", PROTOCOL), path


@pytest.mark.parametrize("document", [HELLO, SINE], ids=["hello", "sine"])
def test_every_tensor_of_a_frame_is_documented(document: dict[str, Any]) -> None:
    experiment = Experiment.model_validate(document)
    frame = next(iter(train(experiment, Watch(panels=get_args(PanelKind)))))
    for name in frame.tensors:
        general = re.sub(r"^\d+/", "n/", name)
        general = re.sub(r"^n/(weight|gradient|step_gradient)/.*", r"n/\1/<name>", general)
        assert f"`{general}`" in PROTOCOL, name
    for key in frame.metadata:
        assert f"`{key}`" in PROTOCOL
