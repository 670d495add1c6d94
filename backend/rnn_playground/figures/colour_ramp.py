"""Colours between two others, mixed in OKLab so that equal steps look equal, as the page mixes them.

Source: Björn Ottosson, "A perceptual color space for image processing", 2020.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Stops = list[tuple[float, str]]
_SHADES = 64
_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
    ]
)
_BACK_LMS = np.array(
    [[1.0, 0.3963377774, 0.2158037573], [1.0, -0.1055613458, -0.0638541728], [1.0, -0.0894841775, -1.291485548]]
)
_BACK_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.707614701],
    ]
)


def ramp(*ends: str) -> Stops:
    """Return a colour scale for Plotly through two or more colours ``#rrggbb``, evenly spaced."""
    parts = len(ends) - 1
    shares = np.arange(_SHADES + 1) / _SHADES
    return [
        ((part + float(share)) / parts, mix(ends[part], ends[part + 1], float(share)))
        for part in range(parts)
        for share in (shares if part == 0 else shares[1:])
    ]


def at(stops: Stops, share: float) -> str:
    """Return the colour of a scale at ``share``, 0 to 1."""
    return stops[round(min(1.0, max(0.0, share)) * (len(stops) - 1))][1]


def mix(first: str, last: str, share: float) -> str:
    """Return the colour between two ``#rrggbb``: 0 is the first, 1 the last."""
    a, b = _to_lab(first), _to_lab(last)
    linear = _BACK_RGB @ (_BACK_LMS @ (a + (b - a) * share)) ** 3
    gamma = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 0.0) ** (1 / 2.4) - 0.055)
    red, green, blue = np.floor(np.clip(gamma, 0.0, 1.0) * 255 + 0.5).astype(int)
    return f"rgb({red},{green},{blue})"


def translucent(colour: str, opacity: float) -> str:
    """Return ``#rrggbb`` as a colour that lets something through; 1 is opaque."""
    return f"rgba({','.join(str(int(colour[place : place + 2], 16)) for place in (1, 3, 5))},{opacity})"


def _to_lab(colour: str) -> NDArray[np.float64]:
    share = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(_LAB @ np.cbrt(_LMS @ linear))
