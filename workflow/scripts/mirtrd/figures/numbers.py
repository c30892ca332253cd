"""Numbers as they stand in figures, in characters that need no formula."""

import math

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Below this, a number is written with a power of ten.
PLAIN = 1e-3


def power_of_ten(exponent: int) -> str:
    """10⁻²⁹"""
    return f"10{str(exponent).translate(SUPERSCRIPTS)}"


def with_power(value: float) -> str:
    """A positive number with two digits: 0.012, or 3.2 times 10⁻²⁹."""
    if value >= PLAIN:
        return f"{value:.2g}"
    digits, _, exponent = f"{value:.1e}".partition("e")
    return f"{digits} \N{MULTIPLICATION SIGN} {power_of_ten(int(exponent))}"


def abbreviate(value: float) -> str:
    """A number in few letters: 0.448, 5,320, 43k, 12.5M."""
    for size, unit, letter in ((1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if abs(value) >= size:
            return f"{value / unit:.3g}{letter}"
    if not value or abs(value) >= 1:
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:.{max(2 - math.floor(math.log10(abs(value))), 0)}f}".rstrip("0")
