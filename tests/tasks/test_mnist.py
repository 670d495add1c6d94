"""MNIST from a file that somebody names, from the optional package, and from nowhere."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rnn_playground.experiment import Experiment
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import MnistTask
from rnn_playground.tasks import draw_batch
from rnn_playground.tasks.catalog import held_out_batch, held_out_count
from rnn_playground.tasks.image_file import read_image_file, read_label_last_csv
from rnn_playground.tasks.mnist import mnist_images, use_mnist_file
from rnn_playground.training import Trainer

COUNT = 20
PIXELS = np.random.default_rng(0).integers(0, 256, (COUNT, 784)).astype(np.uint8)
LABELS = np.arange(COUNT, dtype=np.uint8) % 10


@pytest.fixture(autouse=True)
def _no_file_is_named() -> Iterator[None]:
    yield
    use_mnist_file(None)


def idx(array: np.ndarray) -> bytes:
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return b"\x00\x00\x08" + bytes([array.ndim]) + sizes + array.astype(np.uint8).tobytes()


def table(*, names: bool = False, label_first: bool = True) -> bytes:
    columns = [LABELS[:, None], PIXELS] if label_first else [PIXELS, LABELS[:, None]]
    lines = [",".join(map(str, row)) for row in np.concatenate(columns, axis=1)]
    return ("\n".join([*(["label," + ",".join(f"p{p}" for p in range(784))] if names else []), *lines]) + "\n").encode()


def write(folder: Path, form: str) -> Path:
    """Write the images in one of the formats and return the path to name."""
    match form:
        case "npz":
            np.savez(folder / "images.npz", x=PIXELS.reshape(COUNT, 28, 28), y=LABELS)
            return folder / "images.npz"
        case "idx":
            (folder / "t10k-images-idx3-ubyte").write_bytes(idx(PIXELS.reshape(COUNT, 28, 28)))
            (folder / "t10k-labels-idx1-ubyte").write_bytes(idx(LABELS))
            return folder / "t10k-images-idx3-ubyte"
        case "idx.gz":
            (folder / "train-images.idx3-ubyte.gz").write_bytes(gzip.compress(idx(PIXELS.reshape(COUNT, 28, 28))))
            (folder / "train-labels.idx1-ubyte.gz").write_bytes(gzip.compress(idx(LABELS)))
            return folder / "train-images.idx3-ubyte.gz"
        case "csv":
            (folder / "mnist.csv").write_bytes(table())
            return folder / "mnist.csv"
        case "csv.gz":
            (folder / "mnist.csv.gz").write_bytes(gzip.compress(table(names=True)))
            return folder / "mnist.csv.gz"
    raise AssertionError(form)


@pytest.mark.parametrize("form", ["npz", "idx", "idx.gz", "csv", "csv.gz"])
def test_every_format_gives_the_same_images(form: str, tmp_path: Path) -> None:
    images = read_image_file(write(tmp_path, form))
    assert (len(images.train.labels), len(images.test.labels)) == (16, 4)
    found = {row.tobytes(): label for part in images for row, label in zip(part.pixels, part.labels, strict=True)}
    assert found == {row.tobytes(): label for row, label in zip(PIXELS, LABELS, strict=True)}
    assert images.train.white == 255


def test_a_split_that_a_file_makes_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "mnist.npz"
    np.savez(path, x_train=PIXELS[:12], y_train=LABELS[:12], x_test=PIXELS[12:], y_test=LABELS[12:])
    images = read_image_file(path)
    assert np.array_equal(images.train.pixels, PIXELS[:12])
    assert np.array_equal(images.test.labels, LABELS[12:])


def write_folder(folder: Path, ending: str = "") -> Path:
    """Write the original set's four files, compressed where they end with .gz."""
    packed = gzip.compress if ending else bytes
    for part, rows in (("train", slice(0, 12)), ("t10k", slice(12, COUNT))):
        images, labels = idx(PIXELS[rows].reshape(-1, 28, 28)), idx(LABELS[rows])
        (folder / f"{part}-images-idx3-ubyte{ending}").write_bytes(packed(images))
        (folder / f"{part}-labels-idx1-ubyte{ending}").write_bytes(packed(labels))
    return folder


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_folder_of_the_four_files_keeps_their_split(ending: str, tmp_path: Path) -> None:
    use_mnist_file(write_folder(tmp_path, ending))
    images = mnist_images()
    assert np.array_equal(images.train.pixels, PIXELS[:12])
    assert np.array_equal(images.train.labels, LABELS[:12])
    assert np.array_equal(images.test.pixels, PIXELS[12:])
    assert np.array_equal(images.test.labels, LABELS[12:])


@pytest.mark.parametrize(
    ("name", "blob", "complaint"),
    [
        ("t10k-images-idx3-ubyte", None, "one file t10k-images-idx3-ubyte, or .gz; it holds none"),
        ("t10k-labels-idx1-ubyte", None, "No such file"),
        ("train-images.idx3-ubyte", idx(PIXELS), "it holds train-images-idx3-ubyte, train-images.idx3-ubyte"),
        ("train-labels-idx1-ubyte", idx(LABELS), r"arrays of \(12, 28, 28\) and \(20,\)"),
        ("train-images-idx3-ubyte", idx(PIXELS)[:-1], "not what its header says"),
    ],
)
def test_a_folder_that_lacks_something_is_refused_with_what_it_is(name, blob, complaint, tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    if blob is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(blob)
    use_mnist_file(folder)
    with pytest.raises(Refusal, match=f"(?s)cannot be read.*({complaint})"):
        mnist_images()


def test_the_packages_table_ends_with_the_label(tmp_path: Path) -> None:
    (tmp_path / "packaged.csv").write_bytes(table(label_first=False))
    images = read_label_last_csv(tmp_path / "packaged.csv")
    assert np.array_equal(images.pixels, PIXELS)
    assert np.array_equal(images.labels, LABELS)


def test_a_named_file_is_trained_on_and_its_rest_kept_back(tmp_path: Path) -> None:
    use_mnist_file(write(tmp_path, "npz"))
    batch = draw_batch(MnistTask(), 6, 0, 0)
    drawn = (batch.inputs[:, :, 0].T.numpy() * 255).round().astype(np.uint8)
    known = {row.tobytes() for row in mnist_images().train.pixels}
    assert batch.inputs.shape == (784, 6, 1)
    assert all(row.tobytes() in known for row in drawn)
    assert held_out_count(MnistTask()) == 4
    assert held_out_batch(MnistTask(), 10).inputs.shape == (784, 4, 1)


def test_the_package_serves_where_no_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "packaged.csv").write_bytes(table(label_first=False))
    monkeypatch.setattr("rnn_playground.tasks.mnist.packaged_mnist", lambda: tmp_path / "packaged.csv")
    assert len(mnist_images().train.labels) == 16


def test_where_there_is_nothing_both_remedies_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rnn_playground.tasks.mnist.packaged_mnist", lambda: None)
    with pytest.raises(Refusal, match=r"rnn-playground\[mnist\].*RNN_PLAYGROUND_MNIST.*--mnist") as refused:
        Trainer(Experiment(task=MnistTask(), batch_size=1))
    assert refused.value.type == "mnist_missing"


@pytest.mark.parametrize(
    ("name", "blob", "complaint"),
    [
        ("mnist.pkl", b"", "its name tells no format"),
        ("none.npz", None, "No such file"),
        ("none.csv", None, "No such file"),
        ("broken.npz", b"PK\x03\x04 no archive", "no .npz archive"),
        ("cut.npz", b"PK\x03\x04" + b"\x00" * 40 + b"PK\x05\x06" + b"\x00" * 18, "must hold x and y"),
        ("cut.csv.gz", gzip.compress(table())[:200], "damaged"),
        ("narrow.csv", b"1,2,3\n4,5,6\n", "rows have 3 entries"),
        ("words.csv", b"1," + b"x," * 783 + b"x\n", "could not convert"),
        ("loud.csv", b"1," + b"256," * 783 + b"0\n2," + b"0," * 783 + b"0\n", "grey values are 0 … 255"),
        ("scaled.csv", b"1," + b"0.5," * 783 + b"1\n2," + b"0," * 783 + b"0\n", "no whole numbers"),
        ("eleven.csv", b"10," + b"0," * 783 + b"0\n2," + b"0," * 783 + b"0\n", "labels 0 … 9"),
        ("x-images-idx3-ubyte", b"\x00\x00\x0d\x03", "no IDX file of unsigned bytes"),
        ("x-images-idx3-ubyte", idx(PIXELS)[:-1], "not what its header says"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_is_wrong(name, blob, complaint, tmp_path: Path) -> None:
    if blob is not None:
        (tmp_path / name).write_bytes(blob)
    use_mnist_file(tmp_path / name)
    with pytest.raises(Refusal, match=f"(?s)cannot be read.*({complaint}).*RNN_PLAYGROUND_MNIST"):
        mnist_images()


@pytest.mark.parametrize(
    ("arrays", "complaint"),
    [
        ({"images": PIXELS}, "it holds images; it must hold x and y"),
        ({"x": PIXELS[:, :100], "y": LABELS}, "must be \\(N, 784\\)"),
        ({"x": PIXELS, "y": LABELS[:3]}, "must be \\(N, 784\\)"),
        ({"x": PIXELS - np.float32(300), "y": LABELS}, "grey values"),
        ({"x": np.full((3, 784), np.nan), "y": LABELS[:3]}, "grey values"),
        ({"x": np.array([["a"] * 784] * 3), "y": LABELS[:3]}, "must hold numbers"),
    ],
)
def test_an_archive_of_something_else_is_refused(arrays, complaint: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "mnist.npz", **arrays)
    with pytest.raises(ValueError, match=complaint):
        read_image_file(tmp_path / "mnist.npz")


def test_a_pickled_array_is_never_run(tmp_path: Path) -> None:
    ran = tmp_path / "ran"

    class Trap:
        def __reduce__(self):
            return (Path.touch, (ran,))

    np.savez(tmp_path / "mnist.npz", x=np.array([Trap()], dtype=object), y=LABELS)
    with pytest.raises(ValueError, match="allow_pickle"):
        read_image_file(tmp_path / "mnist.npz")
    assert not ran.exists()
