"""The page that replays a recording without a server: one document that carries everything and asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import rnn_playground
from rnn_playground.experiment import catalog, describe
from rnn_playground.telemetry.recording import Recording

LANGUAGES = ("en", "ko")
ROOM = '<script type="application/octet-stream" id="recording"></script>'
"""Where a recording goes, in base 64; ``src/share/replay_page.ts`` writes the same."""
LATER = ("panels.css", "measurements.css", "try.css")
"""In the order in which ``mountAfter`` adds them, since one may build on another; the others stand for themselves."""
FIRST = "page.css"
LIBRARY = "js/plotly.min.js"
_FETCHED = re.compile(r'\s*<(?:link rel="(?:modulepreload|preload|stylesheet)"|meta name="plotly")[^>]*>')
_ICON = re.compile(r'(<link rel="icon"[^>]* href=")([^"]+)(">)')
_MODULE = re.compile(r'<script type="module" src="[^"]+"></script>')


def replay_template(directory: Path) -> str:
    """Return the document made of the page built into ``directory``, with room for a recording.

    Its policy allows the scripts and the style sheet that it carries, by their hashes, and no connection whatever.
    """
    document, files = _text(directory / "index.html"), directory / "files"
    style = "".join(_text(path) for path in _styles(files / "styles"))
    script = _harmless(_text(directory / "replay.js"))
    library = _text(files / LIBRARY)
    if "</script" in library or "<!--" in library:
        raise ValueError(f"{LIBRARY} cannot stand inside a document; use another version of Plotly.js")
    policy = _policy([script, library], style)
    head = (
        f'\n  <meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'\n  <meta name="generator" content="RNN Playground {rnn_playground.__version__}">\n  <style>{style}</style>'
    )
    body = "\n".join(
        [
            *(_data(f"words-{language}", _words(files / "text", language)) for language in LANGUAGES),
            _data("catalog", {**catalog(), "version": rnn_playground.__version__}),
            ROOM,
            f'<script type="text/plain" id="plotly-source">{library}</script>',
            f'<script type="module">{script}</script>',
        ]
    )
    document = _MODULE.sub("", _FETCHED.sub("", document))
    document = _ICON.sub(lambda found: f"{found[1]}{_address(files / 'favicon.svg')}{found[3]}", document)
    document = document.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{head}', 1)
    return document.replace("</body>", f"{body}\n</body>", 1)


def replay_page(template: str, recording: bytes) -> str:
    """Return the document with a recording in it."""
    facts = describe(Recording.decode(recording).experiment)
    carried = base64.b64encode(recording).decode("ascii")
    return template.replace(ROOM, f"{_data('look', {'facts': facts})}\n{ROOM[:-9]}{carried}</script>", 1)


def _styles(directory: Path) -> list[Path]:
    """Return the style sheet that the page begins with, then those that it adds later."""
    rest = {path.name for path in directory.glob("*.css")} - {FIRST, *LATER}
    return [directory / name for name in (FIRST, *LATER, *sorted(rest))]


def _policy(scripts: list[str], style: str) -> str:
    hashes = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _address(icon: Path) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(icon.read_bytes()).decode('ascii')}"


def _words(directory: Path, language: str) -> dict[str, str]:
    files = sorted(directory.rglob(f"{language}.json"))
    return {key: text for file in files for key, text in json.loads(_text(file)).items()}


def _data(identifier: str, value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{identifier}">{text}</script>'


def _harmless(script: str) -> str:
    """Return a script in which nothing ends the element that it stands in."""
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", script, flags=re.IGNORECASE)
