"""Write the images of the task digits as the package carries them, from scikit-learn's copy of the set."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

import rnn_playground

FILE = Path(rnn_playground.__file__).parent / "experiment" / "images" / "digits.zlib"


def main() -> None:
    """Write them."""
    digits = load_digits()
    rows = np.column_stack([digits.data, digits.target]).astype(np.uint8)
    FILE.write_bytes(zlib.compress(rows.tobytes(), 9))


if __name__ == "__main__":
    main()
