"""The manifests against Kubernetes' schemas, against what KubeRay knows, and against each other."""

from __future__ import annotations

import re
from typing import Any

import kubernetes_validate
import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from .conftest import MANIFESTS, ROOT

VERSIONS = ("1.31", kubernetes_validate.latest_version())
POD_NAMES = ["database", "ray-head", "ray-workers", "web"]


class Strict(BaseModel):
    """Closed to what it does not name."""

    model_config = ConfigDict(extra="forbid", strict=True)


# A flag of "ray start" is a word, and KubeRay takes its value as text.
StartParameters = dict[str, str]


class HeadGroup(Strict):
    """``headGroupSpec``, as far as it is used; the template is held to the schema of pods."""

    serviceType: str = Field(pattern="^ClusterIP$")
    rayStartParams: StartParameters
    template: dict[str, Any]


class WorkerGroup(Strict):
    """One of ``workerGroupSpecs``."""

    groupName: str
    replicas: int
    minReplicas: int
    maxReplicas: int
    rayStartParams: StartParameters
    template: dict[str, Any]


class ClusterSpec(Strict):
    """``spec`` of a RayCluster."""

    rayVersion: str
    headGroupSpec: HeadGroup
    workerGroupSpecs: list[WorkerGroup]


class RayCluster(Strict):
    """ray.io/v1, as far as it is used."""

    apiVersion: str = Field(pattern="^ray.io/v1$")
    kind: str
    metadata: dict[str, str]
    spec: ClusterSpec


@pytest.mark.parametrize("version", VERSIONS)
def test_every_object_of_kubernetes_is_valid(manifests: list[dict[str, Any]], version: str) -> None:
    for each in manifests:
        if each["kind"] != "RayCluster":
            kubernetes_validate.validate(each, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", POD_NAMES)
def test_every_pod_is_valid(pods: dict[str, dict[str, Any]], name: str, version: str) -> None:
    metadata = {"name": name}
    template = {"apiVersion": "v1", "kind": "PodTemplate", "metadata": metadata, "template": pods[name]}
    kubernetes_validate.validate(template, version, strict=True)


def test_a_slip_is_found(pods: dict[str, dict[str, Any]]) -> None:
    slip = {**pods["web"], "spec": {**pods["web"]["spec"], "automountServiceAccountTokens": False}}
    template = {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "web"}, "template": slip}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(template, VERSIONS[-1], strict=True)


def test_the_ray_cluster_is_what_kuberay_knows(manifests: list[dict[str, Any]]) -> None:
    (cluster,) = (RayCluster.model_validate(each) for each in manifests if each["kind"] == "RayCluster")
    locked = re.search(r"^ray==([\d.]+)", (ROOT / "locks" / "image.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert locked is not None
    assert cluster.spec.rayVersion == locked[1]
    for group in (cluster.spec.headGroupSpec, *cluster.spec.workerGroupSpecs):
        # KubeRay leaves a flag out where its value is "false", but for this one.
        assert [name for name, value in group.rayStartParams.items() if value == "false"] in ([], ["include-dashboard"])
    for workers in cluster.spec.workerGroupSpecs:
        assert workers.minReplicas <= workers.replicas <= workers.maxReplicas


def test_what_is_applied_is_every_file_but_the_example() -> None:
    (applied,) = (
        yaml.safe_load(file.read_text(encoding="utf-8")) for file in MANIFESTS if file.stem == "kustomization"
    )
    names = {file.name for file in MANIFESTS} - {"kustomization.yaml", "secret.example.yaml"}
    assert set(applied["resources"]) == names


def test_everything_is_in_the_one_namespace(manifests: list[dict[str, Any]]) -> None:
    (namespace,) = (each["metadata"]["name"] for each in manifests if each["kind"] == "Namespace")
    assert {each["metadata"].get("namespace", namespace) for each in manifests} == {namespace}


@pytest.mark.parametrize("name", POD_NAMES)
def test_every_pod_is_locked_down(pods: dict[str, dict[str, Any]], name: str) -> None:
    spec = pods[name]["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] > 10_000
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"memory"} <= container["resources"]["limits"].keys()
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys()


def test_no_secret_is_written_down(manifests: list[dict[str, Any]], pods: dict[str, dict[str, Any]]) -> None:
    (secret,) = (each for each in manifests if each["kind"] == "Secret")
    assert set(secret["stringData"].values()) == {""}
    for pod in pods.values():
        for variable in (entry for container in pod["spec"]["containers"] for entry in container.get("env", ())):
            if "PASSWORD" in variable["name"] or variable["name"].endswith("TOKEN"):
                reference = variable["valueFrom"]["secretKeyRef"]
                assert reference["name"] == secret["metadata"]["name"]
                assert reference["key"] in secret["stringData"]


def test_what_selects_pods_finds_some(manifests: list[dict[str, Any]], pods: dict[str, dict[str, Any]]) -> None:
    by_kuberay = {"ray.io/cluster": "ray", "ray.io/group": "workers"}
    labels = [pod["metadata"]["labels"] | (by_kuberay if name == "ray-workers" else {}) for name, pod in pods.items()]
    for each in manifests:
        for selector in selectors(each.get("spec", {})):
            assert any(selector.items() <= known.items() for known in labels), (each["metadata"]["name"], selector)


def selectors(part: Any) -> list[dict[str, str]]:
    """Return the labels by which pods are selected, at any depth."""
    if isinstance(part, list):
        return [found for item in part for found in selectors(item)]
    if not isinstance(part, dict):
        return []
    found = [labels for item in part.values() for labels in selectors(item)]
    for name in ("selector", "podSelector", "labelSelector"):
        if isinstance(selector := part.get(name), dict):
            found.append(selector.get("matchLabels", {} if "matchLabels" in selector or not selector else selector))
    return found
