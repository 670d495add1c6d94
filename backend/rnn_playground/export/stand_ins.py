"""What stands in a script for what the package reads from its own files, or keeps for its measurements."""

from __future__ import annotations

import base64
import sys
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from rnn_playground.cells.activation_functions import FUNCTIONS
from rnn_playground.experiment.tasks.corpus import Alphabet, decompose, read_and_held_out
from rnn_playground.tasks.image_file import read_image_file
from rnn_playground.tasks.images import Images, ImageSet

CORPORA: dict[str, str] = {}
"""The texts that come with the package; a script holds the one that it reads."""
DIGITS = ""
"""The images of the task digits: uint8 rows of 64 pixels and a label, deflated, in base 64."""


class Activation(NamedTuple):
    """A bend: h = f(z)."""

    function: Callable[[Tensor], Tensor]


ACTIVATIONS = {kind: Activation(function) for kind, function in FUNCTIONS.items()}


class Corpus(NamedTuple):
    """A decomposed text; ``places`` (characters) int64 in its alphabet of what is trained on."""

    alphabet: Alphabet
    places: NDArray[np.int64]


@lru_cache(maxsize=1)
def corpus_of(text: str) -> Corpus:
    """Return the symbols of ``text``."""
    characters = decompose(text)
    alphabet = Alphabet.of(characters)
    places, _ = read_and_held_out(np.array(alphabet.encode(characters), dtype=np.int64))
    return Corpus(alphabet, places)


def built_in(name: str) -> str:
    """Return a text that comes with the package."""
    return CORPORA[name]


@lru_cache(maxsize=1)
def digit_images() -> ImageSet:
    """Return 1437 images to train on and 360 to test with."""
    rows = np.frombuffer(zlib.decompress(base64.b64decode(DIGITS)), dtype=np.uint8).reshape(-1, 65)
    return ImageSet.split(Images(rows[:, :-1], rows[:, -1].astype(np.int64), 16))


@lru_cache(maxsize=1)
def mnist_images() -> ImageSet:
    """Return the images in the file that the command line names."""
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        raise SystemExit(f"usage: python {sys.argv[0]} IMAGES (MNIST as .npz, IDX or .csv; see read_image_file)")
    return read_image_file(Path(sys.argv[1]))
