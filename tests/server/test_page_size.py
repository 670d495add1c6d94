"""How much a first visit fetches until its picture moves: everything but Plotly, which comes after it, compressed."""

from __future__ import annotations

import json

import pytest

from rnn_playground.experiment import catalog
from rnn_playground.experiment.installed_file import page_directory
from rnn_playground.server.app import limits_in_force
from rnn_playground.server.page import Asset
from rnn_playground.server.settings import Settings

BOUNDS = {"br": 125_000, "gz": 140_000}
"""Bytes in either coding: browsers take Brotli from this machine and over HTTPS alone, gzip in a classroom."""
FIRST = ("js/main.js", "styles/page.css", "favicon.svg")
FILES = page_directory() / "files"


def in_memory():
    """The document and the catalog, which are made when the server starts: gzipped for everyone."""
    whole = {**catalog(), "version": "0.0.0", "limits": limits_in_force(Settings())}
    texts = (
        (page_directory() / "index.html").read_text(),
        json.dumps(whole, ensure_ascii=False, separators=(",", ":")),
    )
    return sum(len(Asset(text.encode(), "").body("gzip")) for text in texts)


@pytest.mark.parametrize("coding", BOUNDS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_first_visit_is_light(language, coding):
    copies = [f"{path}.{coding}" for path in (*FIRST, f"text/{language}.json")]
    sizes = [(FILES / path).stat().st_size for path in (*copies, "recordings/opening.safetensors.gz")]
    assert sum(sizes) + in_memory() <= BOUNDS[coding], sizes


def test_what_comes_later_is_not_in_the_first_script():
    scripts = {path.name: path.read_bytes() for path in (FILES / "js").glob("*.js")}
    first = scripts.pop("main.js")
    for later in (
        b"try-columns",
        b"closer-button",
        b"card-about",
        b"chooser-choice",
        b"inspector-where",
        b"keys-switch",
    ):
        assert later not in first
        assert any(later in script for script in scripts.values()), later
