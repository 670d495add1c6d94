"""The image serves, trains and is locked down."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import numpy as np
import pytest
from websockets.sync.client import connect

from rnn_playground.telemetry.codec import decode

if TYPE_CHECKING:
    from conftest import Container

HELLO = {
    "task": {"kind": "hello"},
    "batch_size": 1,
    "steps": 150,
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}],
}


def get(container: Container, path: str, **headers: str) -> bytes:
    request = urllib.request.Request(container.address + path, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        body: bytes = answer.read()
        return body


def test_it_is_healthy_and_ready(container: Container) -> None:
    assert json.loads(get(container, "/healthz")) == {"status": "ok"}
    assert get(container, "/readyz")


def test_it_serves_the_page_with_all_it_names(container: Container) -> None:
    page = get(container, "/").decode()
    for path in re.findall(r'(?:src|href)="([^"#:]+)"', page):
        assert get(container, f"/{path}"), path
    assert len(get(container, "/vendor/plotly.min.js")) > 1_000_000


def test_it_offers_the_catalog(container: Container) -> None:
    catalog = json.loads(get(container, "/api/catalog"))
    assert {"rnn", "lstm", "gru"} <= {cell["kind"] for cell in catalog["families"]["cell"]}


def test_another_host_name_is_refused(container: Container) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(container, "/", Host="elsewhere.example")
    with refused.value:
        assert 400 <= refused.value.code < 500


def test_it_trains(container: Container) -> None:
    steps: list[int] = []
    losses: list[float] = []
    address = f"ws://localhost:{container.port}/api/session"
    with connect(address, origin=container.address, compression=None) as socket:  # type: ignore[arg-type]
        assert json.loads(socket.recv(timeout=10))["type"] == "welcome"
        socket.send(json.dumps({"type": "pace", "updates_per_second": None}))
        socket.send(json.dumps({"type": "start", "experiment": HELLO}))
        state = None
        while state not in {"finished", "failed", "stopped", "diverged"}:
            message = socket.recv(timeout=60)
            if isinstance(message, bytes):
                assert decode(message)[1]["kernel"] == "fused"  # the image brings the kernels along
                tensors, metadata = decode(message)
                steps.extend(tensors["0/steps"].tolist())
                losses.extend(tensors["0/loss"].tolist())
                socket.send(json.dumps({"type": "ack", "frame": int(metadata["frame"])}))
            else:
                answer = json.loads(message)
                assert answer["type"] != "error", answer
                state = answer.get("state", state) if answer["type"] == "status" else state
    assert state == "finished"
    assert steps == list(range(HELLO["steps"]))  # type: ignore[call-overload]
    assert np.isfinite(losses).all()
    assert losses[-1] < 0.5 * losses[0]


def test_it_runs_as_nobody_in_particular(container: Container) -> None:
    assert container.inside("import os; print(os.getuid(), os.getgid())").stdout.split() == ["10001", "10001"]


def test_it_has_no_capability_and_can_gain_none(container: Container) -> None:
    status = container.inside("print(open('/proc/1/status').read())").stdout
    assert re.search(r"^CapEff:\s*0+$", status, re.MULTILINE)
    assert re.search(r"^CapBnd:\s*0+$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s*1$", status, re.MULTILINE)


@pytest.mark.parametrize("folder", ["/", "/opt/rnn-playground", "/etc", "/usr/local"])
def test_its_file_system_is_read_only(container: Container, folder: str) -> None:
    code = f"import os; print(bool(os.statvfs({folder!r}).f_flag & os.ST_RDONLY))"
    assert container.inside(code).stdout.strip() == "True"
    refused = container.inside(f"open({folder!r} + '/written', 'w')")
    assert refused.returncode != 0
    assert "Read-only file system" in refused.stderr or "Permission denied" in refused.stderr


def test_its_resources_are_bounded(container: Container) -> None:
    limits = container.inside("print(*(open(f'/sys/fs/cgroup/{n}.max').read() for n in ('memory', 'pids')))").stdout
    assert "max" not in limits
    assert all(int(limit) > 0 for limit in limits.split())
