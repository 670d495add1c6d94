"""The page from memory: what is served where and for how long, and what happens when a file changes on disk."""

from __future__ import annotations

import asyncio
import gzip
import os
import re

import brotli
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from rnn_playground.experiment.installed_file import page_directory
from rnn_playground.server.page import LOOK_PERIOD, Page, plotly_path

DOCUMENT = """<title>one</title>
  <link rel="stylesheet" href="styles/a.css">
  <link rel="stylesheet" href="styles/b.css">
  <meta name="plotly" content="vendor/plotly.min.js">
  <script type="module" src="main.js"></script>"""


@pytest.fixture
def directory(tmp_path):
    files = {
        "index.html": DOCUMENT,
        "main.js": "import { one } from './src/one.js';\nglobalThis.later = () => import('./src/later.js');\n",
        "src/one.js": "/** One. */\nexport const one = 1;\n",
        "src/later.js": "export const words = new URL('../text/later/en.json', import.meta.url);\n",
        "src/tool.py": "secret",
        "styles/a.css": "a { color: red }",
        "styles/b.css": "b { color: blue }",
        "styles/later.css": "c { color: green }",
        "text/later/en.json": '{ "a": "b" }',
        "package.json": "{}",
    }
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / path).write_text(content)
    return tmp_path


@pytest.fixture
def plotly(tmp_path):
    path = tmp_path / "plotly.min.js"
    path.write_text("globalThis.Plotly = {};" * 100)
    return path


@pytest.fixture
def page(directory, plotly, clock):
    return Page(directory, plotly, clock=clock)


def get(page, path="", **headers):
    lines = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "headers": lines}
    if not path:
        return asyncio.run(page.document(Request(scope)))
    return asyncio.run(page.file(Request({**scope, "path_params": {"path": path.removeprefix("static/")}})))


def addresses(page):
    """What the document names, by the last part."""
    found = re.findall(r'(?:src|href|content)="(static/[^"]+)"', get(page).body.decode())
    return {path.rsplit("/", 1)[1]: path for path in found}


def change(path, text):
    path.write_text(text)
    os.utime(path, ns=(1, 1))


def test_the_document_is_asked_for_each_time_and_its_files_never_again(page):
    document = get(page)
    assert document.headers["cache-control"] == "no-cache"
    assert document.headers["content-type"] == "text/html; charset=utf-8"
    for address in addresses(page).values():
        assert re.match(r"static/[0-9a-f]{20}/", address)
        assert get(page, address).headers["cache-control"] == "public, max-age=31536000, immutable"


def test_modules_and_styles_are_joined_and_small(page):
    named = addresses(page)
    assert set(named) == {"main.js", "page.css", "plotly.min.js"}
    script = get(page, named["main.js"]).body.decode()
    assert "const one=1;" in script
    assert "One." not in script
    assert get(page, named["page.css"]).body == b"a{color:red}b{color:blue}"


def test_what_is_loaded_later_lies_beside_it_under_its_own_path(page):
    root = addresses(page)["main.js"].removesuffix("main.js")
    assert b"export const{words}=" in get(page, f"{root}src/later.js").body
    assert get(page, f"{root}text/later/en.json").body == b'{"a":"b"}'
    assert get(page, f"{root}styles/later.css").body == b"c{color:green}"
    with pytest.raises(HTTPException):
        get(page, f"{root}src/one.js")


def test_as_written_every_file_is_itself(directory, plotly):
    page = Page(directory, plotly, as_written=True)
    named = addresses(page)
    assert set(named) == {"a.css", "b.css", "main.js", "plotly.min.js"}
    root = named["main.js"].removesuffix("main.js")
    for path in ("main.js", "src/one.js", "src/later.js", "styles/b.css", "text/later/en.json"):
        assert get(page, root + path).body == (directory / path).read_bytes()


@pytest.mark.parametrize("path", ["src/one.js", "src/later.js", "text/later/en.json", "styles/later.css"])
def test_a_changed_file_has_the_page_put_together_anew_under_new_addresses(page, directory, clock, path):
    before, document = addresses(page), get(page)
    assert get(page, if_none_match=document.headers["etag"]).status_code == 304
    change(
        directory / path,
        '{"a":3}'
        if path.endswith("json")
        else "a { b: c }"
        if path.endswith("css")
        else "export const one = 3, words = 4;",
    )
    # A visit that follows at once does not look at all files again.
    assert get(page, if_none_match=document.headers["etag"]).status_code == 304
    clock.now += LOOK_PERIOD
    changed = get(page, if_none_match=document.headers["etag"])
    assert changed.status_code == 200
    after = addresses(page)
    assert after["main.js"] != before["main.js"]
    assert after["plotly.min.js"] == before["plotly.min.js"]
    assert get(page, after["main.js"]).status_code == 200
    with pytest.raises(HTTPException) as gone:
        get(page, before["main.js"])
    assert gone.value.headers["cache-control"] == "no-store"


def test_an_address_says_what_it_holds(directory, plotly):
    first = addresses(Page(directory, plotly))
    change(directory / "styles" / "a.css", "a { color: pink }")
    other = addresses(Page(directory, plotly))
    change(directory / "styles" / "a.css", "a { color: red }")
    assert addresses(Page(directory, plotly)) == first != other


def test_codings(page):
    address = addresses(page)["plotly.min.js"]
    plain = get(page, address)
    packed = get(page, address, accept_encoding="gzip;q=0.5, br")
    zipped = get(page, address, accept_encoding="gzip, br;q=0")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "br"
    assert zipped.headers["content-encoding"] == "gzip"
    assert brotli.decompress(packed.body) == gzip.decompress(zipped.body) == plain.body
    assert {each.headers["vary"] for each in (plain, packed, zipped)} == {"accept-encoding"}
    assert len({each.headers["etag"] for each in (plain, packed, zipped)}) == 3
    refused = get(page, address, accept_encoding="*;q=0")
    assert refused.status_code == 406
    assert b"br, gzip, identity" in refused.body


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_it_in_any_coding_is_told_so(page, form):
    tag = get(page, accept_encoding="gzip").headers["etag"]
    answer = get(page, if_none_match=form.format(tag), accept_encoding="br")
    assert (answer.status_code, answer.body) == (304, b"")
    assert get(page, if_none_match='"other"').status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "package.json",
        "src/tool.py",
        "src",
        "nothing.js",
        "../index.html",
        "src/../../x.js",
        "index.html",
        "plotly.min.js",
        "",
    ],
)
def test_other_files_are_not_there(page, path):
    root = addresses(page)["main.js"].removesuffix("main.js")
    for address in {f"{root}{path}", f"static/{path}x", f"static/{root}{path}"}:
        with pytest.raises(HTTPException) as missing:
            get(page, address)
        assert missing.value.status_code == 404


def test_a_file_that_the_document_names_must_be_there(directory, plotly):
    (directory / "index.html").write_text('<link href="nothing.svg">')
    with pytest.raises(FileNotFoundError, match=r"index.html names nothing.svg, which is not there"):
        get(Page(directory, plotly))


def test_a_module_that_is_imported_must_be_there(directory, plotly):
    (directory / "src" / "one.js").unlink()
    with pytest.raises(FileNotFoundError, match=r"src/one.js is imported by the page, but it is not there"):
        get(Page(directory, plotly))


def test_nothing_is_written(directory, plotly):
    before = {path: path.stat().st_mtime_ns for path in directory.rglob("*")}
    page = Page(directory, plotly)
    asyncio.run(page.warm_up())
    assert {path: path.stat().st_mtime_ns for path in directory.rglob("*")} == before


def test_the_page_and_plotly_are_where_they_should_be():
    assert (page_directory() / "index.html").is_file()
    assert plotly_path().is_file()


def test_every_address_of_the_page_is_relative():
    document = get(Page(page_directory(), plotly_path())).body.decode()
    named = re.findall(r'(?:src|href)="([^"]+)"', document)
    assert named
    assert all(address.startswith(("static/", "api/", "#")) for address in named)
