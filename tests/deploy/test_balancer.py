"""The balancer keeps a room at one web server, of those that live."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import ROOT

SCRIPT = ROOT / "deploy" / "balancer" / "start"


@pytest.fixture(scope="module")
def listed() -> Callable[..., set[str]]:
    """What the script tells nginx: of those before, of those that are there, of those that are ready."""
    script = runpy.run_path(str(SCRIPT))
    return lambda before, there, ready: set(script["listed"](before, there, ready.__contains__))


def test_one_comes_in_when_it_is_ready_and_goes_when_it_is_gone(listed: Callable[..., set[str]]) -> None:
    assert listed({"a"}, {"a", "b"}, set()) == {"a"}
    assert listed({"a"}, {"a", "b"}, {"b"}) == {"a", "b"}
    assert listed({"a", "b"}, {"b"}, set()) == {"b"}


def test_the_list_stays_where_nobody_is_left(listed: Callable[..., set[str]]) -> None:
    assert listed({"a"}, set(), set()) == {"a"}
    assert listed({"a"}, {"b"}, set()) == {"a"}


def test_both_balancers_place_by_the_room_and_read_the_same_parameter(manifests: list[dict[str, Any]]) -> None:
    configuration = (ROOT / "deploy" / "balancer" / "nginx.conf").read_text(encoding="utf-8")
    assert "hash $room consistent;" in configuration
    assert "default $arg_room;" in configuration
    assert f"include {runpy.run_path(str(SCRIPT))['LIST']};" in configuration
    ingresses = {each["metadata"]["name"]: each for each in manifests if each["kind"] == "Ingress"}
    annotations = ingresses["rooms"]["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/upstream-hash-by"] == "$arg_room"
    services = {
        name: {path["backend"]["service"]["name"] for rule in each["spec"]["rules"] for path in rule["http"]["paths"]}
        for name, each in ingresses.items()
    }
    assert services == {"web": {"web"}, "rooms": {"rooms"}}
