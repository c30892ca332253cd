"""Values of samples by group: boxes with all points, and lines between the samples of a pair."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mirtrd.figures.names import shorten
from mirtrd.figures.palettes import DARK_GREY, GREY

# Steps of the golden ratio spread points evenly however many there are.
GOLDEN = 0.6180339887
SPREAD = 0.5


def draw_strips(
    axes: Axes, values: pd.Series, groups: pd.Series, colours: dict[str, str], pairs: pd.Series
) -> None:
    """Boxes (quartiles, whiskers to 1.5 interquartile ranges) and a point for each sample.

    ``groups`` and ``pairs`` say for each sample of ``values`` which level and which patient it
    is of; patients with several samples get a line, ``pairs`` is empty if there are none.
    """
    levels = [level for level in colours if (groups == level).any()]
    places = pd.Series(np.nan, index=values.index)
    size = float(np.clip(60 / max(len(values) / max(len(levels), 1), 1), 3, 9))
    for x, level in enumerate(levels):
        own = values[groups == level].sort_values(kind="stable")
        jitter = (np.arange(len(own)) * GOLDEN) % 1 - 0.5
        places[own.index] = x + (SPREAD * jitter if pairs.empty else 0.0)
    # Many lines are a web, through which boxes should be seen.
    thin = float(np.clip(8 / max(pairs.nunique(), 1), 0.12, 0.5))
    for _, samples in pairs.groupby(pairs, sort=False):
        order = places[samples.index].sort_values(kind="stable").index
        if len(order) > 1:
            axes.plot(places[order], values[order], color=GREY, linewidth=thin, zorder=1)
    for x, level in enumerate(levels):
        own = values[groups == level]
        if len(own) > 2:
            _draw_box(axes, own, x)
        axes.scatter(
            places[own.index],
            own,
            s=size,
            color=colours[level],
            edgecolors="white",
            linewidths=0.25,
            zorder=3,
            clip_on=False,
        )
    labels = [f"{shorten(level)}\n{(groups == level).sum()}" for level in levels]
    axes.set_xticks(range(len(levels)), labels)
    axes.set_xlim(-0.6, len(levels) - 0.4)
    axes.tick_params(axis="x", length=0)


def _draw_box(axes: Axes, values: pd.Series, place: float) -> None:
    line = {"linewidth": 0.7, "color": DARK_GREY}
    axes.boxplot(
        values,
        positions=[place],
        widths=0.62,
        showfliers=False,
        manage_ticks=False,
        boxprops=line,
        whiskerprops=line,
        capprops=line,
        medianprops={"linewidth": 1.4, "color": "black"},
        zorder=2,
    )
