"""The palette of tokens.css: readable on every surface, and told apart whichever cone is weak or missing.

Differences are Euclidean in CAM02-UCS, where 1 is about what an eye can see side by side, and in CIELab;
colour-blindness is simulated after Machado, Oliveira and Fernandes (2009).
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from colorspacious import cspace_convert
from numpy.typing import NDArray

Colour = NDArray[np.float64]
FRONTEND = Path(__file__).parents[1] / "frontend"
TOKENS = (FRONTEND / "src" / "draw" / "tokens.css").read_text()
EYES = ["all cones", "protanomaly", "deuteranomaly", "tritanomaly"]
LANES = ["lane-a", "lane-b", "lane-c", "lane-d"]
APART = [
    *itertools.combinations(LANES, 2),
    ("negative", "positive"),
    ("negative", "zero"),
    ("positive", "zero"),
    ("gradient", "gradient-weak"),
    ("gradient", "negative"),
    ("gradient", "positive"),
    ("good", "line-strong"),
    ("good", "warn"),
]
TEXT = [*LANES, "ink-1", "ink-2", "ink-3", "gradient", "good", "warn"]
MARKS = ["line-strong", "positive"]


def token(name: str, scheme: str) -> Colour:
    """Return a token's sRGB, each channel 0 to 1, in the theme `light` or `dark`."""
    found = re.search(rf"--{name}: ([^;]+);", TOKENS)
    assert found, name
    value = found[1]
    pair = re.fullmatch(r"light-dark\((.+), (.+)\)", value)
    if pair:
        value = pair[1 if scheme == "light" else 2]
    reference = re.fullmatch(r"var\(--(.+)\)", value)
    if reference:
        return token(reference[1], scheme)
    return np.array([int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)])


def seen(colour: Colour, eyes: str) -> Colour:
    """Return what an eye without that cone sees."""
    if eyes == "all cones":
        return colour
    space = {"name": "sRGB1+CVD", "cvd_type": eyes, "severity": 100}
    return np.clip(cspace_convert(colour, space, "sRGB1"), 0, 1)


def difference(one: Colour, other: Colour, eyes: str, space: str = "CAM02-UCS") -> float:
    """Return how different two colours look."""
    first, second = (cspace_convert(seen(each, eyes), "sRGB1", space) for each in (one, other))
    return float(np.linalg.norm(first - second))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of WCAG 2."""

    def luminance(colour: Colour) -> float:
        linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize(("one", "other"), APART)
def test_colours_that_mean_different_things_differ_for_every_eye(one: str, other: str, eyes: str, scheme: str) -> None:
    for space in ("CAM02-UCS", "CIELab"):
        assert difference(token(one, scheme), token(other, scheme), eyes, space) > 12


def test_lanes_differ_by_more_than_their_hue() -> None:
    script = (FRONTEND / "src" / "draw" / "tokens.ts").read_text(encoding="utf-8")
    dashes = re.search(r"LANE_DASHES = \[(.+)\];", script)
    letters = re.search(r"LANE_LETTERS = \[(.+)\];", script)
    assert dashes
    assert letters
    for cues in (re.findall(r"\[[\d, ]*\]", dashes[1]), letters[1].split(", ")):
        assert len(set(cues)) == len(LANES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("surface", ["surface-0", "surface-1"])
def test_text_and_marks_stand_out(surface: str, scheme: str) -> None:
    behind = token(surface, scheme)
    text = {name: contrast(token(name, scheme), behind) for name in TEXT}
    assert [name for name, ratio in text.items() if ratio < 4.5] == []
    assert [name for name in MARKS if contrast(token(name, scheme), behind) < 3] == []
