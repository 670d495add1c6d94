"""Files from memory: what is served, what is not, and what happens when one changes on disk."""

from __future__ import annotations

import asyncio
import os

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from rnn_playground.server.page import Page, page_directory, plotly_path


@pytest.fixture
def directory(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "index.html").write_text("<p>one</p>")
    (tmp_path / "src" / "tool.py").write_text("secret")
    (tmp_path / "package.json").write_text("{}")
    return tmp_path


def get(page, path, **headers):
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "headers": lines, "path_params": {"path": path}}
    return asyncio.run(page.file(Request(scope)))


def test_a_changed_file_is_loaded_anew(directory):
    page = Page(directory, plotly_path())
    first = get(page, "")
    assert (first.body, first.headers["cache-control"]) == (b"<p>one</p>", "no-cache")
    assert get(page, "index.html", if_none_match=first.headers["etag"]).status_code == 304
    (directory / "index.html").write_text("<p>two</p>")
    os.utime(directory / "index.html", ns=(1, 1))
    second = get(page, "", if_none_match=first.headers["etag"])
    assert (second.status_code, second.body) == (200, b"<p>two</p>")


@pytest.mark.parametrize(
    "path", ["package.json", "src/tool.py", "src", "nothing.js", "../index.html", "src/../../x.js"]
)
def test_other_files_are_not_there(directory, path):
    with pytest.raises(HTTPException) as missing:
        get(Page(directory, plotly_path()), path)
    assert missing.value.status_code == 404


def test_the_page_and_plotly_are_where_they_should_be():
    assert (page_directory() / "index.html").is_file()
    assert plotly_path().is_file()
