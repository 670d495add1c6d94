"""Compose file, manifests, image and settings name the same things."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rnn_playground.server.settings import Settings

from .conftest import ROOT

PREFIX = "RNN_PLAYGROUND_"
CLUSTER = {"secrets", "database", "ray-head", "ray-worker", "web", "balancer"}


def environment(pod: dict[str, Any]) -> dict[str, Any]:
    """Return the variables of a pod's only container; None where the value comes from elsewhere."""
    (container,) = pod["spec"]["containers"]
    return {entry["name"]: entry.get("value") for entry in container.get("env", ())}


def test_every_setting_that_is_named_is_one(composed: dict[str, Any], pods: dict[str, dict[str, Any]]) -> None:
    named = [name for service in composed["services"].values() for name in service.get("environment", {})]
    named += [name for pod in pods.values() for name in environment(pod)]
    settings = {name.removeprefix(PREFIX).lower() for name in named if name.startswith(PREFIX)}
    assert {"engine", "database_url"} <= settings <= Settings.model_fields.keys()


def test_both_ways_set_the_web_servers_and_ray_alike(composed: dict[str, Any], pods: dict[str, dict[str, Any]]) -> None:
    web, there = composed["services"]["web"]["environment"], environment(pods["web"])
    for name in (
        "RNN_PLAYGROUND_ENGINE",
        "RNN_PLAYGROUND_DATABASE_URL",
        "RNN_PLAYGROUND_JOURNAL",
        "FORWARDED_ALLOW_IPS",
    ):
        assert web[name] == there[name]
    ray = composed["services"]["ray-worker"]["environment"]
    for pod in (pods["web"], pods["ray-head"], pods["ray-workers"]):
        shared = {name: value for name, value in environment(pod).items() if name.startswith("RAY_") and value}
        assert shared.items() <= ray.items()


def test_nothing_but_the_playground_is_there_without_the_profile(composed: dict[str, Any]) -> None:
    profiles = {name: service.get("profiles") for name, service in composed["services"].items()}
    assert profiles.pop("playground") is None
    assert profiles == {name: ["cluster"] for name in CLUSTER}


def test_only_the_balancer_leaves_the_inside(composed: dict[str, Any]) -> None:
    assert composed["networks"]["inside"] == {"internal": True}
    for name in CLUSTER - {"balancer", "secrets"}:
        assert composed["services"][name]["networks"] == ["inside"]
        assert "ports" not in composed["services"][name]
    assert composed["services"]["secrets"]["network_mode"] == "none"


@pytest.mark.parametrize("stage", ["balancer", "database", ""])
def test_users_and_ports_are_those_of_the_image(
    recipe: str, composed: dict[str, Any], pods: dict[str, dict[str, Any]], stage: str
) -> None:
    text = (
        recipe.rsplit("\nFROM ", maxsplit=1)[-1]
        if not stage
        else recipe.partition(f" AS {stage}\n")[2].partition("\nFROM ")[0]
    )
    port, user = re.search(r"^EXPOSE (\d+)", text, re.MULTILINE), re.search(r"^USER (\d+):", text, re.MULTILINE)
    assert port is not None
    assert user is not None
    if stage == "balancer":
        assert composed["services"][stage]["ports"][0].endswith(f":{port[1]}")
        return
    for name in [stage] if stage else ["web", "ray-head", "ray-workers"]:
        assert pods[name]["spec"]["securityContext"]["runAsUser"] == int(user[1])
    (container,) = pods[stage or "web"]["spec"]["containers"]
    assert int(port[1]) in [entry["containerPort"] for entry in container["ports"]]


def test_every_image_is_a_stage_of_the_recipe(
    recipe: str, composed: dict[str, Any], pods: dict[str, dict[str, Any]]
) -> None:
    images = {each["image"] for each in composed["services"].values()}
    images |= {container["image"].partition(":")[0] for pod in pods.values() for container in pod["spec"]["containers"]}
    assert images == {"rnn-playground", "rnn-playground-balancer", "rnn-playground-database"}
    assert re.findall(r"^FROM \S+(?: AS (\w+))?$", recipe, re.MULTILINE) == ["build", "balancer", "database", ""]
    assert set(re.findall(r"^FROM (\S+)", recipe, re.MULTILINE)) == {"python:${PYTHON_VERSION}-slim"}


def test_what_the_recipe_copies_reaches_the_engine(recipe: str) -> None:
    let_in = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", recipe, re.MULTILINE):
        for source in copied.split():
            assert (ROOT / source).exists()
            assert any(source == name or source.startswith(f"{name}/") for name in let_in), source
