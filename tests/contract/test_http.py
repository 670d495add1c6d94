"""The routes, and who may use them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from zipfile import ZipFile

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from rnn_playground import Experiment
from rnn_playground.experiment.installed_file import packaged_mnist
from rnn_playground.experiment.tasks import HelloTask
from rnn_playground.export.script import script_of

ROUTES = [
    ("GET", "/"),
    ("GET", "/api/catalog"),
    ("POST", "/api/experiment"),
    ("POST", "/api/recording"),
    ("POST", "/api/script"),
    ("POST", "/api/kept"),
    ("GET", "/api/kept/{id}"),
    ("GET", "/api/kept/{id}/recording"),
    ("POST", "/api/kept/{id}/rename"),
    ("POST", "/api/kept/{id}/delete"),
    ("POST", "/api/kept/{id}/check"),
    ("GET", "/replay.html"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/static/nothing"),
    ("GET", "/nowhere"),
]


@pytest.fixture(scope="module")
def http(server):
    with httpx.Client(base_url=server.address, timeout=30) as client:
        yield client


def test_the_list_of_routes_is_complete(server):
    app = server.server._app
    known = {path for _, path in ROUTES if path not in ("/static/nothing", "/nowhere")} | {
        "/api/session",
        "/static/{path:path}",
    }
    assert {route.path for route in app.routes} == known


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1@evil", ""])
def test_a_forged_host_is_refused_on_every_route(http, method, path, host):
    response = http.request(method, path, headers={"host": host})
    assert response.status_code in (400, 403)
    if response.status_code == 403:
        assert f"'{host}'" in response.text
        assert "localhost" in response.text


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1", "https://localhost"])
def test_a_forged_origin_is_refused_on_every_route_and_both_values_are_named(http, method, path, origin):
    response = http.request(method, path, headers={"origin": origin})
    assert response.status_code == 403
    assert f"'{origin}'" in response.text
    assert f"'{http.base_url.netloc.decode()}'" in response.text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1"])
def test_the_socket_refuses_a_forged_origin(server, origin):
    with pytest.raises(InvalidStatus) as refused:
        connect(server.socket_address, origin=origin, compression=None)
    assert refused.value.response.status_code == 403
    assert origin.encode() in refused.value.response.body


def test_the_socket_refuses_a_forged_host(http):
    handshake = {
        "host": "evil.example",
        "connection": "upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    answer = http.get("/api/session", headers=handshake)
    assert answer.status_code == 403
    assert "evil.example" in answer.text


def test_its_own_origin_is_welcome(server, http):
    assert http.get("/healthz", headers={"origin": server.address}).status_code == 200
    with connect(server.socket_address, origin=server.address, compression=None) as socket:
        assert "welcome" in socket.recv(10)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_response_keeps_the_browser_here(http, method, path):
    headers = http.request(method, path).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_health_and_readiness(http, server, eventually):
    assert http.get("/healthz").json() == {"status": "ok"}
    eventually(lambda: http.get("/readyz").status_code == 200)


def test_the_catalog_tells_the_limits_in_force(http):
    catalog = http.get("/api/catalog").json()
    assert catalog["protocol"] == 1
    assert catalog["version"]
    assert catalog["limits"]["frames_in_flight"] == 4
    assert catalog["limits"]["mnist"] is (packaged_mnist() is not None)
    assert {entry["kind"] for entry in catalog["families"]["cell"]} >= {"rnn", "irnn", "cwrnn", "lstm", "gru"}


def test_a_document_is_completed_and_described(http):
    answer = http.post("/api/experiment", json={"experiment": {"task": {"kind": "hello"}}})
    assert answer.status_code == 200
    assert answer.json()["experiment"]["steps"] == 2000
    assert answer.json()["facts"]["task"]["output_size"] == 4


def test_other_lanes_are_made_as_large_as_one_where_that_is_asked_for(http):
    document = {"lanes": [{"cell": {"kind": "rnn", "hidden_size": 30}}, {"cell": {"kind": "lstm"}}]}
    answer = http.post("/api/experiment", json={"experiment": document, "equal_parameters": 0}).json()
    one, other = (lane["parameters"] for lane in answer["facts"]["lanes"])
    assert abs(one - other) < 0.1 * one
    assert answer["experiment"]["lanes"][1]["cell"]["hidden_size"] != 16
    refused = http.post("/api/experiment", json={"experiment": document, "equal_parameters": 2})
    assert refused.status_code == 422
    assert "0 … 1" in refused.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b'{"experiment":{"steps":0}}', ["steps"]),
        (b'{"experiment":{"batch_size":NaN}}', ["batch_size"]),
        (b'{"experiment":{"lanes":[]}}', ["lanes"]),
        (b"{}", []),
        (rb'{"experiment":{"lanes":[{"initial_weights":{"\ud83d":[1]}}]}}', []),
        (b"[]", []),
        (b"", []),
        (b"[" * 50_000, []),
    ],
)
def test_a_document_that_is_wrong_is_explained(http, body, path):
    answer = http.post("/api/experiment", content=body)
    assert answer.status_code == 422
    (problem, *_) = answer.json()["errors"]
    assert problem["path"] == path
    assert problem["message"]


def test_a_body_that_is_no_text_is_told_what_is_wrong_with_it(http):
    task = b'{"experiment":{"task":{"kind":"text","corpus":"own","text":"%s and more"}}}'
    for part, complaint in ((b"\xff\xfe", "can't decode byte 0xff"), (b"\\ud83d", "half of a surrogate pair")):
        (problem,) = http.post("/api/experiment", content=task % part).json()["errors"]
        assert complaint in problem["message"]


def test_a_script_is_written(http):
    answer = http.post("/api/script", json={"experiment": {"task": {"kind": "hello"}, "steps": 7}})
    assert answer.headers["content-type"].startswith("text/x-python")
    assert "\nSTEPS = 7\n" in answer.text
    assert http.post("/api/script", json={"experiment": {"steps": 0}}).json()["errors"][0]["path"] == ["steps"]


def test_a_script_with_large_weights_comes_as_a_zip(http):
    lane = {"cell": {"kind": "lstm", "hidden_size": 64}}
    answer = http.post("/api/script", json={"experiment": {"task": {"kind": "hello"}, "lanes": [lane]}}, timeout=300)
    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["rnn.py", "rnn.npz"]


def test_a_script_that_cannot_be_written_is_refused_in_a_sentence(http):
    lane = {"cell": {"kind": "formula"}}
    answer = http.post("/api/script", json={"experiment": {"lanes": [lane]}}, timeout=300)
    assert answer.status_code == 422
    [problem] = answer.json()["errors"]
    assert problem["message"] == "no script has the cell 'formula' of lane 0; choose another cell"
    assert problem["cause"] == {"type": "script_cell", "parameters": {"lane": 0, "cell": "formula"}}


def test_scripts_that_are_asked_for_together_are_all_written_and_the_same(http):
    def ask(_: int) -> httpx.Response:
        return http.post("/api/script", json={"experiment": {"task": {"kind": "hello"}}}, timeout=300)

    with ThreadPoolExecutor(4) as visitors:
        answers = list(visitors.map(ask, range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {answer.content for answer in answers} == {script_of(Experiment(task=HelloTask())).content()}


def test_a_huge_body_is_refused(http):
    assert http.post("/api/experiment", content=b" " * 300_000).status_code == 413


def test_the_page_its_files_and_the_catalog_are_compressed_and_cached(http):
    named = re.findall(r'(?:src|href|content)="(static/[^"]+)"', http.get("/").text)
    assert {"main.js", "page.css", "plotly.min.js"} <= {path.rsplit("/", 1)[1] for path in named}
    for path in ("/", "/api/catalog", *(f"/{path}" for path in named)):
        answer = http.get(path, headers={"accept-encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["cache-control"] == (
            "max-age=315360000, public, immutable" if "static" in path else "no-cache"
        )
        assert http.get(path, headers={"if-none-match": answer.headers["etag"]}).status_code == 304
        smallest = http.get(path, headers={"accept-encoding": "br, gzip"}).headers["content-encoding"]
        assert smallest == ("br" if path.endswith((".js", ".css", ".svg")) else "gzip")
        plain = http.get(path, headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.content == answer.content
        head = http.head(path)
        assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/package.json",
        "/%2e%2e/pyproject.toml",
        "/src/../../pyproject.toml",
        "/src",
        "/src/",
        "/.git/config",
        "/main.js",
    ],
)
@pytest.mark.parametrize("prefix", ["", "/static", "/static/..", "/static/%2e%2e"])
def test_nothing_but_the_page_is_served(http, prefix, path):
    assert http.get(prefix + path).status_code == 404


def test_metrics_count_and_are_off_unless_asked_for(http, join, nervous_server):
    answer = http.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert families["rnn_playground_frames_sent"].type == "counter"
    gauges = ("open_sessions", "open_connections", "places_taken", "waiting_sessions")
    for gauge in (*gauges, "workers_ready", "worker_resident_bytes", "worker_restarts", "workers_hung"):
        family = families[f"rnn_playground_{gauge}"]
        assert (family.type, family.samples[0].value.is_integer()) == ("gauge", True), gauge
    bounds = {sample.labels.get("le") for sample in families["rnn_playground_frame_age_seconds"].samples}
    assert {"0.01", "3.0", "+Inf"} <= bounds
    assert httpx.get(f"{nervous_server.address}/metrics").status_code == 404
