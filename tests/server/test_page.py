"""The built page: what is served where and for how long, and what happens when it is built anew."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import shutil

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from rnn_playground.experiment import installed_file
from rnn_playground.experiment.installed_file import PageNotBuilt, page_directory
from rnn_playground.server.page import Page

VERSION = "0123456789abcdef0123"
FOR_EVER = "max-age=315360000, public, immutable"


def write_page(directory, version=VERSION):
    """A page as ``make page`` leaves it, of one script."""
    shutil.rmtree(directory, ignore_errors=True)
    files = {
        "index.html": f'<script type="module" src="static/{version}/js/main.js"></script>'.encode(),
        "replay.js": b"1",
        "files/js/main.js": b"plain",
        "files/js/main.js.br": b"br",
        "files/js/main.js.gz": b"gzip",
    }
    for path, content in files.items():
        (directory / path).parent.mkdir(exist_ok=True, parents=True)
        (directory / path).write_bytes(content)


@pytest.fixture
def directory(tmp_path):
    write_page(tmp_path / "dist")
    return tmp_path / "dist"


class Visitor:
    """Asks for what is below ``directory``; what comes is not unpacked."""

    def __init__(self, directory):
        page = Page(directory)
        self._app = Starlette(routes=[Route("/", page.document), Route("/static/{path:path}", page)])

    def get(self, path, **headers):
        return asyncio.run(self._get(path, {"accept-encoding": "identity"} | headers))

    async def _get(self, path, headers):
        transport = httpx.ASGITransport(self._app)
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://here") as client,
            client.stream("GET", path, headers=headers) as answer,
        ):
            answer.raw = b"".join([part async for part in answer.aiter_raw()])
        return answer


@pytest.fixture
def client(directory):
    return Visitor(directory)


def test_the_document_is_asked_for_each_time_and_its_files_never_again(client):
    document = client.get("/")
    assert document.headers["cache-control"] == "no-cache"
    assert document.headers["content-type"] == "text/html; charset=utf-8"
    script = client.get(f"/static/{VERSION}/js/main.js")
    assert script.headers["cache-control"] == FOR_EVER
    assert script.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    ("accepted", "coding", "body"),
    [
        ("gzip;q=0.5, br", "br", b"br"),
        ("gzip, br;q=0", "gzip", b"gzip"),
        ("identity", None, b"plain"),
        ("br;q=x", None, b"plain"),
    ],
)
def test_codings_lie_beside_the_file(client, accepted, coding, body):
    answer = client.get(f"/static/{VERSION}/js/main.js", **{"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"].lower() == "accept-encoding"
    assert answer.raw == body


def test_a_file_without_copies_is_sent_as_it_is(directory):
    for copy in (directory / "files/js").glob("*.[bg]*"):
        copy.unlink()
    answer = Visitor(directory).get(f"/static/{VERSION}/js/main.js", **{"accept-encoding": "br, gzip"})
    assert (answer.raw, answer.headers.get("content-encoding")) == (b"plain", None)


def test_the_document_is_gzipped(client):
    answer = client.get("/", **{"accept-encoding": "gzip"})
    assert gzip.decompress(answer.raw) == client.get("/").raw


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_it_in_any_coding_is_told_so(client, form):
    tag = client.get("/", **{"accept-encoding": "gzip"}).headers["etag"]
    answer = client.get("/", **{"if-none-match": form.format(tag)})
    assert (answer.status_code, answer.raw) == (304, b"")
    assert client.get("/", **{"if-none-match": '"other"'}).status_code == 200


def test_a_page_that_was_built_anew_is_served_from_the_next_visit_on(client, directory):
    tag = client.get("/").headers["etag"]
    write_page(directory, other := "f" * 20)
    os.utime(directory / "index.html", ns=(1, 1))
    document = client.get("/", **{"if-none-match": tag})
    assert (document.status_code, other.encode() in document.raw) == (200, True)
    assert client.get(f"/static/{other}/js/main.js").status_code == 200
    gone = client.get(f"/static/{VERSION}/js/main.js")
    assert (gone.status_code, gone.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize("path", ["js", "js/", "js/nothing.js", "index.html", "../index.html", "%2e%2e/index.html", ""])
def test_other_files_are_not_there(client, path):
    for root in (f"/static/{VERSION}/", "/static/"):
        assert client.get(f"{root}{path}").status_code == 404


def test_what_is_not_built_is_said_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(installed_file, "__file__", str(tmp_path / "a" / "b" / "c" / "d.py"))
    with pytest.raises(PageNotBuilt, match=r"there is no page in .*frontend/dist; build it: make page"):
        page_directory()


def test_every_address_of_the_page_is_relative_and_there():
    client = Visitor(page_directory())
    named = re.findall(r'(?:src|href|content)="((?:static|api)/[^"]+|#[^"]*)"', client.get("/").raw.decode())
    files = {address for address in named if address.startswith("static/")}
    assert {address.rsplit("/", 1)[1] for address in files} >= {"main.js", "page.css", "plotly.min.js"}
    assert all(client.get(f"/{address}").status_code == 200 for address in files)
