"""The image serves, trains and is locked down."""

from __future__ import annotations

import json
import re
import urllib.error
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from conftest import Client, Container

HELLO = {
    "task": {"kind": "hello"},
    "batch_size": 1,
    "steps": 150,
    "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}],
}


def test_it_is_healthy_and_ready(container: Container, fetch: Callable[..., bytes]) -> None:
    assert json.loads(fetch(f"{container.address}/healthz")) == {"status": "ok"}
    assert fetch(f"{container.address}/readyz")


def test_it_serves_the_page_with_all_it_names(container: Container, fetch: Callable[..., bytes]) -> None:
    page = fetch(f"{container.address}/").decode()
    named = re.findall(r'(?:src|href|content)="(static/[^"]+)"', page)
    assert {"main.js", "page.css", "plotly.min.js"} <= {path.rsplit("/", 1)[1] for path in named}
    for path in named:
        assert fetch(f"{container.address}/{path}"), path


def test_it_offers_the_catalog(container: Container, fetch: Callable[..., bytes]) -> None:
    catalog = json.loads(fetch(f"{container.address}/api/catalog"))
    assert {"rnn", "lstm", "gru"} <= {cell["kind"] for cell in catalog["families"]["cell"]}


def test_another_host_name_is_refused(container: Container, fetch: Callable[..., bytes]) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(f"{container.address}/", Host="elsewhere.example")
    with refused.value:
        assert 400 <= refused.value.code < 500


def test_it_trains_with_the_kernels_it_brings(container: Container, open_client: Callable[..., Client]) -> None:
    client = open_client(container.address)
    client.send("pace", updates_per_second=None)
    client.send("start", experiment=HELLO)
    client.until("status", state="finished")
    assert client.kernels == {"fused"}
    assert list(client.losses) == list(range(HELLO["steps"]))  # type: ignore[call-overload]
    assert np.isfinite(list(client.losses.values())).all()
    assert client.losses[149] < 0.5 * client.losses[0]


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
