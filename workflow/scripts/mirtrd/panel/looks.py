"""What the figures of a panel share."""

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from mirtrd.figures.page import add_text
from mirtrd.figures.palettes import BLACK, DARK_GREY, GREEN, GREY, ORANGE, PURPLE
from mirtrd.panel.frozen import USE

# Of what a panel is made of, and of the two mistakes; blue and vermilion mean down and up.
NESTED, OUTSIDE, ITSELF = GREEN, ORANGE, PURPLE
COVARIATES, BOTH = GREY, BLACK


def add_foot(figure: Figure, words: str = "") -> None:
    """What the numbers may be used for, at the lower left of a figure, and what else is to say."""
    text = f"{USE[0].upper()}{USE[1:]}.{f' {words}' if words else ''}"
    add_text(figure, 3, 2.5, text, fontsize=6, color=DARK_GREY)


def title_of(panel: Mapping[str, Any]) -> str:
    """Which classes a panel tells apart, and how many samples of each it was trained on."""
    tested, reference = panel["tested"], panel["reference"]
    numbers = panel["samples"]
    return f"{tested} (n = {numbers[tested]}) against {reference} (n = {numbers[reference]})"
