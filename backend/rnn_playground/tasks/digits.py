"""The 8 × 8 digits that come with the package."""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np

from rnn_playground.experiment.tasks.images import deflated_digits
from rnn_playground.tasks.images import Images, ImageSet

WHITE = 16


@lru_cache(maxsize=1)
def digit_images() -> ImageSet:
    """Return 1437 images to train on and 360 to test with; read once a process."""
    rows = np.frombuffer(zlib.decompress(deflated_digits()), dtype=np.uint8).reshape(-1, 65)
    return ImageSet.split(Images(rows[:, :-1], rows[:, -1].astype(np.int64), WHITE))
