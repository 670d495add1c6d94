"""Where compiled kernels are kept, and whether they are there.

Numba looks at the source of one file only when it decides whether what it kept is still right, so the directory's name
says all that matters: the kernels' source, the versions, the processor. It also says where the source lies and of when
it is, since numba keeps apart what it compiled of another copy. It must be known before a kernel is imported.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, get_args

SHIPPED = Path(__file__).with_name("compiled")
"""Kernels that were compiled when an image was built."""
KernelPart = Literal["steps", "readings"]
PARTS: tuple[KernelPart, ...] = get_args(KernelPart)
"""What is compiled together; none needs another."""


def kernels_are_possible() -> bool:
    """Whether numba is installed, and this processor suits the kernels."""
    if find_spec("numba") is None:
        return False
    from rnn_playground.kernels.processor import suits_kernels

    return suits_kernels()


def cache_directory(parent: Path | None = None) -> Path | None:
    """Return the directory for this source, these versions and this processor; None where nothing can be written.

    It lies in ``parent``, which whoever names it answers for, else in the user's cache, else among the temporary files,
    for the user alone: numba unpickles what it finds there. Kernels that were shipped with the package are copied into
    it.
    """
    parents = [parent] if parent else [user_cache_path("rnn-playground"), _temporary()]
    for candidate in parents:
        directory = candidate / f"kernels-{_key()}"
        with contextlib.suppress(OSError):
            directory.mkdir(parents=True, exist_ok=True, mode=0o755 if parent else 0o700)
            if not os.access(directory, os.W_OK) or directory.stat().st_uid != _user():
                continue
            _take_shipped(directory)
            return directory
    return None


def is_compiled(directory: Path) -> bool:
    """Whether the kernels in ``directory`` are complete: loading them takes a fraction of a second."""
    return all((directory / part).exists() for part in PARTS)


def mark_compiled(directory: Path, part: KernelPart) -> None:
    """Note that a part of the kernels in ``directory`` is complete."""
    (directory / part).touch()


@contextlib.contextmanager
def cached_in(directory: Path) -> Iterator[None]:
    """Let numba keep what it compiles of the functions defined here in ``directory``."""
    import numba

    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(directory)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def _key() -> str:
    import llvmlite
    import numba
    from llvmlite import binding

    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
        digest.update(f"{path} {path.stat().st_mtime_ns}".encode())
    features = binding.get_host_cpu_features().flatten()
    for word in (numba.__version__, llvmlite.__version__, sys.version, binding.get_host_cpu_name(), features):
        digest.update(word.encode())
    return digest.hexdigest()[:16]


def _take_shipped(directory: Path) -> None:
    shipped = SHIPPED / directory.name
    if is_compiled(shipped) and not is_compiled(directory):
        shutil.copytree(shipped, directory, dirs_exist_ok=True, copy_function=shutil.copyfile)


def user_cache_path(name: str) -> Path:
    """Return where programs of this user keep what they can make again, in a directory of that ``name``."""
    unix = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    caches = {"darwin": "~/Library/Caches", "win32": "~/AppData/Local"}.get(sys.platform, unix)
    return Path(os.path.expanduser(caches), name)


def _temporary() -> Path:
    name = str(_user()) if hasattr(os, "getuid") else getpass.getuser()
    return Path(tempfile.gettempdir()) / f"rnn-playground-{name}"


def _user() -> int:
    """Return whose process this is, as the owner of its files; 0 where files have no owners."""
    return os.getuid() if hasattr(os, "getuid") else 0
