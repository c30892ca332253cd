"""Colours that are told apart with every kind of colour vision, and the levels that get them."""

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.colors import to_hex

Look = TypeVar("Look")

# Okabe & Ito, https://jfly.uni-koeln.de/color: told apart with every kind of colour vision.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, VERMILION, YELLOW, BLACK = "#56B4E9", "#D55E00", "#F0E442", "#000000"
LEVELS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, BLACK)
GREY, DARK_GREY = "#B3B3B3", "#595959"


def level_colours(levels: Iterable[str]) -> dict[str, str]:
    """A colour for each level of a factor."""
    distinct = list(dict.fromkeys(levels))
    if len(distinct) <= len(LEVELS):
        return dict(zip(distinct, LEVELS, strict=False))
    steps = np.linspace(0, 1, len(distinct))
    colours = [to_hex(colour) for colour in colormaps["turbo"](steps)]
    return dict(zip(distinct, colours, strict=True))


def levels_of(sheet: pd.DataFrame, column: str) -> pd.Series:
    """What a column of the sheet says of each sample, never empty."""
    return sheet[column].mask(sheet[column] == "", "(none)")


def present(looks: dict[str, Look], levels: Iterable[str]) -> dict[str, Look]:
    """The looks of those levels that occur, in the order of all levels."""
    found = set(levels)
    return {level: look for level, look in looks.items() if level in found}
