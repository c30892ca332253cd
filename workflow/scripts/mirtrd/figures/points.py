"""Points of samples, and their legends."""

from collections.abc import Mapping
from typing import Any

from matplotlib.lines import Line2D


def dots(colours: Mapping[str, str], marker: str = "o", **look: Any) -> list[Line2D]:
    """Entries of a legend: a dot in the colour of each level."""
    return [dot(level, marker=marker, color=colour, **look) for level, colour in colours.items()]


def dot(label: str, **look: Any) -> Line2D:
    """An entry of a legend: a dot without a line."""
    return Line2D([], [], linestyle="", label=label, **look)
