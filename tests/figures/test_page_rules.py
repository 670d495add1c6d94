"""The figures go by the page's rules: its own modules, run by Node.js, give the same numbers, words and colours."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_playground import Experiment, Frame
from rnn_playground.figures import gates, loss, spectrum, triangle
from rnn_playground.figures.colour_ramp import mix
from rnn_playground.figures.film import film_of
from rnn_playground.figures.gradient_scale import FIRST_SCALE, float_noise, scale_of, tight_scale
from rnn_playground.figures.numbers import knob_figures, percent, power_of_ten, three_figures, whole
from rnn_playground.figures.profile import grades

SCRIPT = Path(__file__).with_name("page_rules.mjs")
RANDOM = np.random.default_rng(7)
PROFILES = [
    [float(value) for value in 10 ** RANDOM.uniform(low, high, size=12)]
    for low, high in [(-3, 0), (-14, -1), (-30, 2), (0, 6), (-5, -4.9), (-0.1, 0)]
] + [[0.0, 0.0], [1.0, 0.0, 1e-9]]
VALUES = [
    *(float(value) for value in 10 ** RANDOM.uniform(-12, 12, size=80)),
    *(-float(value) for value in 10 ** RANDOM.uniform(-6, 6, size=20)),
    0.0, 1.0, 10.0, 999.5, 9995.0, 0.001, 0.0009995, 1.125, 2.375, 0.125, 0.005, 0.995, 123456.0, 1e-4, 1e6, -0.5,
]  # fmt: skip
COLOURS = [("#f6dbe7", "#b8125f", share / 10) for share in range(11)] + [("#eceef2", "#171a21", 0.3)]
POINTS = RANDOM.normal(size=(2, 9, 2))
GATES = RANDOM.uniform(size=(1, 6, 3, 5)).astype(np.float32)
PRODUCT = RANDOM.uniform(size=(1, 6, 5)).astype(np.float32)
SCORED = np.array([0, 1, 0, 1, 1, 0], dtype=np.uint8)
REACHES = [(10, 5, 39, 40), (10, 5, 12, 40), (7, 3, 20, 21), (50, 5, 30, 31), (4, 4, 9, 40), (1, 1, 3, 9)]
TRUNCATED = {
    "task": {"kind": "echo", "length": 6},
    "lanes": [{"cell": {"kind": "rnn"}, "bptt": {"kind": "truncated", "window": 2, "shift": 1}}],
}


def mask(count: int) -> Any:
    """Return where BPTT lets the gradient through: the own time step and the one before it."""
    return (np.tri(count) - np.tri(count, k=-2)).astype(np.uint8)


def values_of(count: int) -> Any:
    """Return a triangle in which the third row has a gradient, though nothing of the sample is scored there."""
    values = np.tril(np.random.default_rng(3).uniform(size=(count, count))).astype(np.float32)
    values[[0, 5]] = 0
    return values


@pytest.fixture(scope="module")
def page() -> dict[str, Any]:
    """What the page's modules make of the numbers above."""
    node = shutil.which("node")
    assert node is not None, "Node.js is not there; make test-python brings it along"
    tensors = {"gates": GATES, "product": PRODUCT}
    given = {
        "profiles": PROFILES,
        "values": VALUES,
        "colours": COLOURS,
        "points": POINTS.tolist(),
        **{name: {"shape": value.shape, "data": value.ravel().tolist()} for name, value in tensors.items()},
        "triangle": {
            "values": {"shape": [6, 6], "data": values_of(6).ravel().tolist()},
            "mask": {"shape": [6, 6], "data": mask(6).ravel().tolist()},
            "scored": SCORED.tolist(),
        },
        "reaches": REACHES,
    }
    made = subprocess.run([node, str(SCRIPT)], input=json.dumps(given), capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    found: dict[str, Any] = json.loads(made.stdout)
    return found


@pytest.mark.parametrize("place", range(len(PROFILES)))
def test_scales_are_those_of_the_page(page: dict[str, Any], place: int) -> None:
    profile, theirs = np.array(PROFILES[place]), page["scales"][place]
    wide, tight = scale_of([profile]), tight_scale([profile])
    assert (wide and wide._asdict()) == theirs["wide"]
    assert (tight and tight._asdict()) == theirs["tight"]
    scale = wide or FIRST_SCALE
    assert float_noise(profile) == theirs["noise"]
    assert scale.exponents(8) == theirs["exponents"]
    assert list(grades(profile, scale)) == theirs["grades"]
    np.testing.assert_allclose(scale.share(profile), theirs["heights"], atol=1e-12)


def test_numbers_are_printed_as_on_the_page(page: dict[str, Any]) -> None:
    for value, theirs in zip(VALUES, page["words"], strict=True):
        nearest = int(np.floor(value + 0.5))
        power = int(np.fmod(nearest, 40))
        ours = [three_figures(value), knob_figures(value), percent(value), whole(nearest).replace("-", "−")]
        assert ours == theirs[:4], value
        assert power == 0 or power_of_ten(power) == theirs[4]
    assert [three_figures(value) for value in (float("nan"), float("inf"), -float("inf"))] == ["NaN", "∞", "−∞"]


def test_colours_are_mixed_as_on_the_page(page: dict[str, Any]) -> None:
    assert [mix(*colour) for colour in COLOURS] == page["mixed"]


def test_eigenvalues_are_followed_as_on_the_page(page: dict[str, Any]) -> None:
    np.testing.assert_array_equal(spectrum.nearest(POINTS[0], POINTS[1]), page["nearest"])
    assert [spectrum.reach_of(abs(real)) for real, _ in POINTS[0]] == page["reach"]


def test_gates_are_read_as_on_the_page(page: dict[str, Any]) -> None:
    experiment = Experiment.model_validate(
        {"task": {"kind": "echo", "length": 6}, "lanes": [{"cell": {"kind": "gru", "hidden_size": 5}}]}
    )
    norms = np.ones((1, 6), dtype=np.float32)
    frame = Frame(0, {"0/gates": GATES, "0/keep_product": PRODUCT, "0/hidden_gradient_norm": norms})
    picture = gates.picture_of(film_of(frame, experiment), frame, 0, 0)
    assert picture.constants is not None
    theirs = np.array([[step["low"], step["median"], step["high"]] for step in page["constants"]])
    np.testing.assert_allclose(picture.constants, theirs.T, rtol=1e-12)
    np.testing.assert_allclose(picture.path, page["kept"], rtol=1e-12)


def test_the_triangle_is_cut_as_on_the_page(page: dict[str, Any]) -> None:
    tensors = {"0/gradient_triangle": values_of(6), "0/truncation_mask": mask(6), "loss_mask": SCORED}
    frame = Frame(0, tensors)
    shape = triangle.triangle_of(film_of(frame, Experiment.model_validate(TRUNCATED)), frame, 0)
    assert list(shape.rows) == page["rows"]
    assert (shape.cut.sum(), (shape.rows + 1).sum() - shape.cut.sum()) == (page["cut"], page["kept_entries"])
    runs = [[column for first, last in row for column in range(first, last + 1)] for row in page["runs"]]
    assert [list(shape.cut[row].nonzero()[0]) for row in shape.rows] == runs


@pytest.mark.parametrize("place", range(len(REACHES)))
def test_truncation_ends_the_reach_as_on_the_page(page: dict[str, Any], place: int) -> None:
    window, shift, last_loss, length = REACHES[place]
    document = {
        "task": {"kind": "echo", "length": length},
        "lanes": [{"bptt": {"kind": "truncated", "window": window, "shift": shift}}],
    }
    frame = Frame(0, {"0/memory_horizon": np.array(1000, dtype=np.float32)})
    film = film_of(frame, Experiment.model_validate(document))
    assert film.reach(frame, 0, last_loss) == page["carried"][place]


def test_the_loss_has_the_ticks_of_the_page(page: dict[str, Any]) -> None:
    assert [loss.log_ticks(value, value * 50) for value in VALUES if value > 0] == page["ticks"]
