"""The 8 × 8 digits that come with scikit-learn."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from rnn_playground.experiment.installed_file import installed_file
from rnn_playground.tasks.images import Images, ImageSet

WHITE = 16


@lru_cache(maxsize=1)
def digit_images() -> ImageSet:
    """Return 1437 images to train on and 360 to test with; read once a process.

    They are read from the file that ``sklearn.datasets.load_digits`` reads: importing scikit-learn takes seconds and
    more memory than everything else that a worker holds for a run. It is imported where that file has moved.
    """
    path = installed_file("sklearn", "datasets", "data", "digits.csv.gz")
    if path is not None:
        rows = np.loadtxt(path, delimiter=",", dtype=np.uint8)
        return ImageSet.split(Images(rows[:, :-1], rows[:, -1].astype(np.int64), WHITE))
    from sklearn.datasets import load_digits

    digits = load_digits()
    return ImageSet.split(Images(digits.data.astype(np.uint8), digits.target.astype(np.int64), WHITE))
