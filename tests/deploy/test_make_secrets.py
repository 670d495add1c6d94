"""What the parts of a cluster prove themselves with: made once, each time another, for those who need it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT

SCRIPT = ROOT / "deploy" / "secrets" / "make_secrets.py"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    for name in ("ray", "web", "database"):
        (tmp_path / name).mkdir()
    make(tmp_path)
    return tmp_path


def make(directory: Path) -> dict[str, str]:
    """Run the script; return what every file says."""
    subprocess.run([sys.executable, SCRIPT, directory, "--database-group", str(os.getgid())], check=True)
    return {
        str(file.relative_to(directory)): file.read_text(encoding="ascii")
        for file in directory.rglob("*")
        if file.is_file()
    }


def test_the_web_servers_know_the_password_of_the_database(made: Path) -> None:
    said = make(made)
    assert sorted(said) == ["database/password", "ray/token", "web/pgpass"]
    assert said["web/pgpass"] == f"*:*:playground:playground:{said['database/password']}\n"
    assert len(bytes.fromhex(said["ray/token"])) == len(bytes.fromhex(said["database/password"])) == 32
    assert said["ray/token"] != said["database/password"]


def test_nobody_else_may_read_them(made: Path) -> None:
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in made.rglob("*") if file.is_file()}
    assert modes == {"token": 0o400, "pgpass": 0o400, "password": 0o440}


def test_those_that_are_there_stay(made: Path) -> None:
    assert make(made) == make(made)


def test_a_password_that_one_of_two_has_lost_is_made_anew_for_both(made: Path) -> None:
    before = make(made)
    (made / "database" / "password").unlink()
    after = make(made)
    assert after["database/password"] != before["database/password"]
    assert after["database/password"] in after["web/pgpass"]
    assert after["ray/token"] == before["ray/token"]


def test_two_clusters_have_nothing_in_common(made: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("other")
    for name in ("ray", "web", "database"):
        (elsewhere / name).mkdir()
    assert not set(make(made).values()) & set(make(elsewhere).values())
