"""How the page prints numbers."""

from __future__ import annotations

import numpy as np


def figures(value: float) -> str:
    """Three significant figures as the page prints a number."""
    magnitude = int(np.floor(np.log10(abs(value))))
    if not -3 <= magnitude < 4:
        mantissa, exponent = f"{value:.2e}".split("e")
        power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{mantissa}×10{power}".replace("-", "−")
    return f"{value:.{max(0, 2 - magnitude)}f}".replace("-", "−")
