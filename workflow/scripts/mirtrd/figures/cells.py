"""Heat maps: tables as coloured cells."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh


def draw_cells(axes: Axes, table: pd.DataFrame, **look: Any) -> QuadMesh:
    """A cell for each value of a table, its first row at the top; cells are 1 wide and high."""
    mesh = axes.pcolormesh(table, **look)
    axes.invert_yaxis()
    bare(axes)
    return mesh


def bare(axes: Axes) -> None:
    """Take away the frame and the marks of the ticks."""
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
