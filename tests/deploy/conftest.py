"""What is deployed with: the manifests, the composed services and the image's recipe, as they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MANIFESTS = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))


@pytest.fixture(scope="session")
def manifests() -> list[dict[str, Any]]:
    """Every object for Kubernetes."""
    found = [document for file in MANIFESTS for document in yaml.safe_load_all(file.read_text(encoding="utf-8"))]
    return [document for document in found if document["kind"] != "Kustomization"]


@pytest.fixture(scope="session")
def composed() -> dict[str, Any]:
    """The services for docker compose."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="session")
def recipe() -> str:
    """The Dockerfile."""
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def pods(manifests: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The templates of pods, by what makes them."""
    found: dict[str, dict[str, Any]] = {}
    for each in manifests:
        spec = each.get("spec", {})
        if each["kind"] == "RayCluster":
            found["ray-head"] = spec["headGroupSpec"]["template"]
            found |= {f"ray-{group['groupName']}": group["template"] for group in spec["workerGroupSpecs"]}
        elif "template" in spec:
            found[each["metadata"]["name"]] = spec["template"]
    return found
