"""Numbers as they stand in a text that people read."""

import math
from collections.abc import Sequence

from mirtrd.figures.numbers import with_power

MINUS = "\N{MINUS SIGN}"


def is_known(value: float | None) -> bool:
    """Whether it is a number at all."""
    return value is not None and value == value


def tell_number(value: float | None, digits: int = 2, *, signed: bool = False) -> str:
    """A number with so many digits behind the point; nothing for one that is not known."""
    if value is None or not is_known(value):
        return ""
    if math.isinf(value):
        return f"{MINUS if value < 0 else ''}∞"
    return f"{value:{'+' if signed else ''},.{digits}f}".replace("-", MINUS)


def tell_probability(value: float | None) -> str:
    """A probability: 0.032, or by a power of ten."""
    if value is None or not is_known(value):
        return ""
    return with_power(value) if value else "0"


def tell_share(value: float | None) -> str:
    """A share, in per cent."""
    if value is None or not is_known(value):
        return ""
    percent = 100 * value
    return f"{percent:.0f} %" if percent >= 10 or percent in (0, 1) else f"{percent:.2g} %"


def tell_change(log2: float | None) -> str:
    """A change (log2), and how many times more or less that is."""
    if log2 is None or not is_known(log2):
        return ""
    times = f"{2 ** abs(log2):.1f}-fold {'up' if log2 > 0 else 'down'}" if abs(log2) < 10 else ""
    return f"{tell_number(log2, signed=True)}{f' ({times})' if times else ''}"


def count(number: int, noun: str) -> str:
    """So many of something: "1 sample", "2,497 miRNAs"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def enumerate_names(names: Sequence[str], most: int = 6) -> str:
    """Names in a sentence, the first of many."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most:,} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
