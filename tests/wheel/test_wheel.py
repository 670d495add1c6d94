"""The wheel carries the page and runs from a fresh environment, torch out of reach."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from packaging.requirements import Requirement

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
HIDE_TORCH = "import sys; sys.modules['torch'] = None"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel, this one's libraries, and no torch."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    (packages,) = folder.glob("lib/python*/site-packages")
    libraries = sysconfig.get_path("purelib")
    install = ["install", "--quiet", "--no-deps", "--no-index", "--target", str(packages), str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *install], check=True)
    (packages / "libraries.pth").write_text(f"{libraries}\n{HIDE_TORCH}\n")
    return folder


def run(environment: Path, *arguments: str) -> str:
    command = [str(environment / "bin" / "python"), "-m", "rnn_playground", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=environment)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_whole_page_is_in_the_wheel(wheel: Path) -> None:
    built = ROOT / "frontend" / "dist"
    expected = {path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
    assert "files/js/main.js.br" in expected
    prefix = "rnn_playground/frontend/"
    carried = {name.removeprefix(prefix) for name in zipfile.ZipFile(wheel).namelist() if name.startswith(prefix)}
    assert expected == carried


def test_the_wheel_is_typed_and_licensed(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "rnn_playground/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.parametrize("folder", ["corpora", "images"])
def test_the_built_in_texts_and_images_are_in_the_wheel(wheel: Path, folder: str) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    carried = (ROOT / "backend" / "rnn_playground" / "experiment" / folder).iterdir()
    assert {f"rnn_playground/experiment/{folder}/{path.name}" for path in carried} <= names


def test_the_wheel_asks_for_what_the_project_names(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        asked = message_from_bytes(archive.read(metadata)).get_all("Requires-Dist", [])
    named = {str(Requirement(each)) for each in project["dependencies"]}
    assert {str(Requirement(each)) for each in asked if "extra ==" not in each} == named


def test_version_is_that_of_the_wheel(wheel: Path, environment: Path) -> None:
    assert wheel.name.split("-")[1] in run(environment, "version")


def test_catalog_needs_no_torch(environment: Path) -> None:
    catalog = json.loads(run(environment, "catalog"))
    assert {"task", "cell", "activation", "optimizer"} <= catalog["families"].keys()


def test_the_installed_package_is_the_one_that_runs(environment: Path) -> None:
    code = "import rnn_playground; print(rnn_playground.__file__)"
    command = [str(environment / "bin" / "python"), "-c", code]
    path = subprocess.run(command, capture_output=True, text=True, check=True, cwd=environment).stdout.strip()
    assert Path(path).is_relative_to(environment)


def test_figures_find_the_words_and_colours_of_the_page_without_torch(environment: Path) -> None:
    code = (
        "import numpy as np; from rnn_playground import Experiment, Frame, figure; "
        "norms = np.ones((1, 50), dtype=np.float32); "
        "made = figure(Frame(0, {'0/hidden_gradient_norm': norms}), experiment=Experiment(), language='ko'); "
        "print(made.layout.title.text, made.data[0].line.color)"
    )
    command = [str(environment / "bin" / "python"), "-c", code]
    made = subprocess.run(command, capture_output=True, text=True, check=False, cwd=environment)
    assert made.returncode == 0, made.stderr
    assert "시점" in made.stdout
    assert "#5a31ad" in made.stdout
