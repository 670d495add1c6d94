"""How much a first visit fetches until its picture moves: everything but Plotly, which comes after it, compressed."""

from __future__ import annotations

import json

import pytest

from rnn_playground.experiment import catalog
from rnn_playground.experiment.installed_file import page_directory
from rnn_playground.server.app import limits_in_force
from rnn_playground.server.assets.assembly import assemble
from rnn_playground.server.assets.asset import Asset
from rnn_playground.server.page import plotly_path
from rnn_playground.server.settings import Settings

BOUND = 150_000
"""Bytes in either coding: browsers take Brotli from this machine and over HTTPS alone, gzip in a classroom."""
FIRST = ("main.js", "styles/page.css", "favicon.svg", "recordings/opening.safetensors")


@pytest.fixture(scope="module")
def assembly():
    return assemble(page_directory(), plotly_path())


def catalog_as_sent():
    whole = {**catalog(), "version": "0.0.0", "limits": limits_in_force(Settings())}
    return Asset("catalog.json", json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode())


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_first_visit_is_light(assembly, language, coding):
    files = {address.partition("/")[2]: asset for address, asset in assembly.files.items()}
    first = [files[path] for path in (*FIRST, f"text/{language}.json")]
    sizes = [len(asset.body(coding)) for asset in (assembly.document, catalog_as_sent(), *first)]
    assert sum(sizes) <= BOUND, sizes


def test_what_comes_later_is_not_in_the_first_script(assembly):
    (script,) = [asset.plain for address, asset in assembly.files.items() if address.endswith("/main.js")]
    for later in (
        b"try-columns",
        b"closer-button",
        b"card-about",
        b"chooser-choice",
        b"inspector-where",
        b"keys-switch",
    ):
        assert later not in script
        assert any(later in asset.plain for address, asset in assembly.files.items() if address.endswith(".js")), later
