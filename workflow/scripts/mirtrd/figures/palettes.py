"""Colours that are told apart with every kind of colour vision, and the levels that get them."""

from collections.abc import Iterable, Sequence
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
# From the schemes of Paul Tol, https://sronpersonalpages.nl/~pault: columns beside the groups.
MUTED = (
    "#332288", "#DDCC77", "#882255", "#88CCEE", "#117733",
    "#CC6677", "#44AA99", "#999933", "#AA4499", "#661100",
)  # fmt: skip
GREY, MIDDLE_GREY, DARK_GREY = "#B3B3B3", "#8C8C8C", "#595959"
# Of the groups of a study but the reference. Blue and vermilion are left to what falls and rises.
GROUPS = (GREEN, PURPLE, ORANGE, SKY, YELLOW, BLACK)


def group_colours(levels: Iterable[str]) -> dict[str, str]:
    """A colour for each group of the study: grey for the first one, which is the reference."""
    first, *others = dict.fromkeys(levels)
    return {first: MIDDLE_GREY, **level_colours(others, GROUPS)}


def reference_first(sheet: pd.DataFrame, column: str, reference: str) -> pd.DataFrame:
    """The sheet, samples of the reference level of a column first; that is the order in which its
    groups are drawn."""
    others = levels_of(sheet, column) != reference
    return sheet.loc[others.sort_values(kind="stable").index]


def level_colours(levels: Iterable[str], colours: Sequence[str] = LEVELS) -> dict[str, str]:
    """A colour for each level of a factor."""
    distinct = list(dict.fromkeys(levels))
    if len(distinct) <= len(colours):
        return dict(zip(distinct, colours, strict=False))
    steps = np.linspace(0, 1, len(distinct))
    turbo = [to_hex(colour) for colour in colormaps["turbo"](steps)]
    return dict(zip(distinct, turbo, strict=True))


def levels_of(sheet: pd.DataFrame, column: str) -> pd.Series:
    """What a column of the sheet says of each sample, never empty."""
    return sheet[column].mask(sheet[column] == "", "(none)")


def present(looks: dict[str, Look], levels: Iterable[str]) -> dict[str, Look]:
    """The looks of those levels that occur, in the order of all levels."""
    found = set(levels)
    return {level: look for level, look in looks.items() if level in found}
