"""Heat maps: tables as coloured cells."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable


def draw_cells(axes: Axes, table: pd.DataFrame, **look: Any) -> ScalarMappable:
    """A cell for each value of a table, its first row at the top; cells are 1 wide and high."""
    mesh = axes.pcolormesh(table, **look)
    axes.invert_yaxis()
    bare(axes)
    return mesh


def draw_picture(axes: Axes, table: pd.DataFrame, **look: Any) -> ScalarMappable:
    """The same as a picture, whose cells may be narrower than a dot: these are averaged."""
    rows, columns = table.shape
    place = (0, columns, rows, 0)
    picture = axes.imshow(table, extent=place, aspect="auto", interpolation="auto", **look)
    bare(axes)
    return picture


def bare(axes: Axes) -> None:
    """Take away the frame and the marks of the ticks."""
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
