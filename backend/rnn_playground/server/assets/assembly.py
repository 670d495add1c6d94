"""The page put together in memory: its files under the address of their common hash, and the document that names it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rnn_playground.server.assets.asset import TYPES, Asset
from rnn_playground.server.assets.joined import Read, joined
from rnn_playground.server.assets.squeeze import squeezed_script, squeezed_style, squeezed_words

DOCUMENT = "index.html"
# What the page is made of; development tools beside it are not served.
FOLDERS = ("src", "styles", "text", "recordings")
FILES = ("favicon.svg", "main.js", "connection.js", "replay.js")
PLOTLY = "vendor/plotly.min.js"
STYLE = "styles/page.css"
_STYLES = re.compile(r'\s*<link rel="stylesheet" href="([^"]+)">')
_ENTRY = re.compile(r'<script type="module" src="([^"]+)">')
_ADDRESS = re.compile(r'\b(href|src|content)="([\w./-]+\.\w+)"')

Stamp = tuple[tuple[str, int, int], ...]
"""Path, time of change and size of every file: what tells that one was changed."""


@dataclass(frozen=True)
class Assembly:
    """What is served: the document, and all other files by the rest of their address behind ``static/``."""

    document: Asset
    files: Mapping[str, Asset]

    def warm_up(self) -> None:
        """Compress now what every first visit asks for: what the document names; the rest waits until it is wanted."""
        named = self.document.plain.decode()
        for asset in (self.document, *(file for address, file in self.files.items() if address in named)):
            for coding in asset.codings:
                asset.body(coding)


def stamp(directory: Path) -> Stamp:
    """Return what the files of the page below ``directory`` look like now."""
    states = ((path, os.stat(f"{directory}/{path}")) for path in (DOCUMENT, *_paths(directory)))
    return tuple((path, state.st_mtime_ns, state.st_size) for path, state in states)


def assemble(directory: Path, plotly: Path, *, as_written: bool = False) -> Assembly:
    """Put the page below ``directory`` together.

    With ``as_written`` its files stay what they are, one by one; else modules and style sheets are joined and
    everything loses what a browser does not need. Raises NotUnderstood for a module that cannot be joined,
    FileNotFoundError for one that is not there.
    """
    sources = {path: (directory / path).read_bytes() for path in _paths(directory)}
    document = (directory / DOCUMENT).read_text(encoding="utf-8")
    if not as_written:
        document, sources = _made_small(document, sources)
    version = _digest(*(part for path in sorted(sources) for part in (path.encode(), sources[path])))
    addresses = {path: f"{version}/{path}" for path in sources}
    files = {addresses[path]: Asset(path, content) for path, content in sources.items()}
    library = plotly.read_bytes()
    # By its own hash: a new version of the page does not fetch 1.4 MB again.
    addresses[PLOTLY] = f"{_digest(library)}/plotly.min.js"
    files[addresses[PLOTLY]] = Asset(PLOTLY, library)
    return Assembly(Asset(DOCUMENT, _addressed(document, addresses).encode()), files)


def _paths(directory: Path) -> list[str]:
    """Return the files that are served, by their paths below ``directory``: every visit looks at all of them."""
    top = len(f"{directory}/")
    walks = (walk for folder in FOLDERS for walk in os.walk(f"{directory}/{folder}"))
    found = [f"{folder[top:].replace(os.sep, '/')}/{name}" for folder, _, names in walks for name in names]
    found += [name for name in FILES if (directory / name).exists()]
    return sorted(path for path in found if os.path.splitext(path)[1] in TYPES)


def _made_small(document: str, sources: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    made = {path: content for path, content in sources.items() if not path.endswith((".js", ".css"))}
    made |= {path: squeezed_words(content) for path, content in made.items() if path.endswith(".json")}
    for entry in _ENTRY.findall(document):
        made |= {path: squeezed_script(code) for path, code in joined(entry, _reader(sources)).items()}
    styles = _STYLES.findall(document)
    if styles:
        made[STYLE] = b"".join(squeezed_style(_reader(sources)(path)) for path in styles)
        document = _STYLES.sub("", document).replace(
            "</title>", f'</title>\n  <link rel="stylesheet" href="{STYLE}">', 1
        )
    loaded_later = {path for path in sources if path.endswith(".css")} - set(styles)
    made |= {path: squeezed_style(sources[path]) for path in loaded_later}
    return document, made


def _reader(sources: Mapping[str, bytes]) -> Read:
    def read(path: str) -> bytes:
        if path not in sources:
            raise FileNotFoundError(f"{path} is imported by the page, but it is not there")
        return sources[path]

    return read


def _addressed(document: str, addresses: Mapping[str, str]) -> str:
    """Return the document with the address of each file that it names; raises FileNotFoundError for one of none."""

    def address(found: re.Match[str]) -> str:
        name, path = found.groups()
        if path not in addresses:
            raise FileNotFoundError(f"{DOCUMENT} names {path}, which is not there")
        return f'{name}="static/{addresses[path]}"'

    return _ADDRESS.sub(address, document)


def _digest(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()[:20]
