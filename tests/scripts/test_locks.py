"""What the image is locked to is what the project asks for, each part of it by its hashes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LOCKS = ("image", "build")


class Locked(NamedTuple):
    """One pinned version, and how many files may be taken for it."""

    requirement: Requirement
    hashes: int
    entry: str

    @property
    def version(self) -> str:
        """The version that is pinned."""
        (pin,) = self.requirement.specifier
        assert pin.operator == "=="
        return pin.version


def text_of(name: str) -> str:
    """Return a file of the locks."""
    return (ROOT / "locks" / name).read_text(encoding="utf-8")


def locked(name: str) -> list[Locked]:
    """Return the entries of a lock."""
    entries = re.findall(r"^\S.*?(?=^\S|\Z)", text_of(f"{name}.txt"), re.MULTILINE | re.DOTALL)
    pinned = [entry for entry in entries if not entry.startswith("#")]
    return [
        Locked(Requirement(entry.split("\\\n")[0]), len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)), entry)
        for entry in pinned
    ]


def wanted(requirements: list[str]) -> dict[str, Requirement]:
    """Return requirements by their names."""
    return {canonicalize_name(each.name): each for each in map(Requirement, requirements)}


def build_requirements() -> list[str]:
    """Return what the image is built with."""
    return [line for line in text_of("build.in").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("name", LOCKS)
def test_every_entry_has_one_version_and_its_hashes(name):
    entries = locked(name)
    assert entries
    for each in entries:
        assert each.version
        assert each.hashes > 0, each.entry


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_says_where_a_file_comes_from(name):
    assert "://" not in text_of(f"{name}.txt")
    assert not re.search(r"^-", text_of(f"{name}.txt"), re.MULTILINE)


def test_the_image_takes_what_the_project_asks_for():
    extras = PROJECT["project"]["optional-dependencies"]
    asked = wanted([*PROJECT["project"]["dependencies"], *extras["ray"], *extras["postgresql"]])
    direct = [each for each in locked("image") if "rnn-playground (pyproject.toml)" in each.entry]
    torch = asked.pop("torch")
    assert {each.requirement.name for each in direct} == asked.keys()
    for each in direct:
        assert each.version in asked[each.requirement.name].specifier, each.entry
    (pinned,) = wanted([text_of("torch.txt").strip()]).values()
    (version,) = pinned.specifier
    assert (pinned.name, version.operator) == ("torch", "==")
    assert version.version in torch.specifier


def test_what_torch_needs_without_a_graphics_card_is_in_the_image():
    (metadata,) = tomllib.loads(text_of("uv.toml"))["dependency-metadata"]
    assert metadata["name"] == "torch"
    needed = wanted(metadata["requires-dist"])
    through_torch = [each for each in locked("image") if re.search(r"# +(via )?torch$", each.entry, re.MULTILINE)]
    assert {each.requirement.name for each in through_torch} == needed.keys()
    for each in through_torch:
        assert each.version in needed[each.requirement.name].specifier, each.entry
    assert not [each.entry for each in locked("image") if re.match("nvidia|cuda|triton", each.requirement.name)]


def test_the_image_is_built_with_what_the_project_is_built_with():
    pins = {each.requirement.name: each.version for each in locked("build")}
    for name, each in wanted([*PROJECT["build-system"]["requires"], *build_requirements()]).items():
        assert pins[name] in each.specifier


def test_the_image_installs_nothing_else():
    commands = re.findall(r"(?:pip install|uv build)[^&\n]*", DOCKERFILE.replace("\\\n", ""))
    by_hash = [each for each in commands if "--require-hashes" in each]
    single = [each.split()[-1] for each in commands if "--no-deps" in each]
    assert len(by_hash) + len(single) == len(commands)
    assert single == ["locks/torch.txt", "/wheels/*.whl"]
