"""Numbers as the page prints them: three significant figures, true minus sign, raised exponents."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_of_ten(exponent: int) -> str:
    """Return −4 as "10⁻⁴", and 0 as "1"."""
    return f"10{str(exponent).translate(_RAISED)}" if exponent else "1"


def three_figures(value: float) -> str:
    """Return "0.00547", "1.90×10⁻⁴", "−12.3", "0"; "NaN", "∞" or "−∞" of what is not finite."""
    if not math.isfinite(value):
        return _not_finite(value)
    if value == 0:
        return "0"
    number = _rounded(value, 3)
    mantissa, power = f"{number:.2e}".split("e")
    exponent = int(power)
    if abs(exponent) > 3:
        return f"{mantissa}×{power_of_ten(exponent)}".replace("-", "−")
    return f"{number:.{max(0, 2 - exponent)}f}".replace("-", "−")


def knob_figures(value: float) -> str:
    """Return a knob's value, at most four figures long: "0.01", "100", "1×10⁻⁵"."""
    if value == 0:
        return "0"
    short = _rounded(value, 4)
    if 1e-4 <= abs(value) < 1e6:
        return _without_zeros(f"{short:.10f}").replace("-", "−")
    mantissa, power = f"{short:.3e}".split("e")
    return f"{_without_zeros(mantissa)}×{power_of_ten(int(power))}".replace("-", "−")


def percent(share: float) -> str:
    """Return 0.274 as "27 %", with a space that does not break; "100 %" is all, what lacks little has two decimals."""
    if not math.isfinite(share):
        return _not_finite(share)
    rounded = math.floor(share * 100 + 0.5)
    shown = f"{math.floor(share * 10_000 + 0.001) / 100:g}" if rounded == 100 and share < 1 else str(rounded)
    return f"{shown}\u00a0%".replace("-", "−")


def whole(value: int) -> str:
    """Return 12345 as "12 345", with a narrow space that does not break."""
    return f"{value:,}".replace(",", "\u202f")


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "∞" if value > 0 else "−∞"


def _rounded(value: float, figures: int) -> Decimal:
    """Return ``value`` with so many significant figures; a half goes away from zero, as in the page."""
    return Context(prec=figures, rounding=ROUND_HALF_UP).create_decimal_from_float(float(value))


def _without_zeros(digits: str) -> str:
    return digits.rstrip("0").rstrip(".")
