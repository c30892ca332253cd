"""Draw how far the samples are from each other in their expression."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray
from scipy.cluster.hierarchy import dendrogram, linkage
from scipy.spatial.distance import pdist, squareform

from mirtrd.cohort.tables import DISTANCES, VST
from mirtrd.core.job import Job, run
from mirtrd.figures.names import shorten
from mirtrd.figures.page import add_legend, add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import (
    DARK_GREY,
    MUTED,
    group_colours,
    level_colours,
    levels_of,
    present,
    reference_first,
)
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet

MOST_NAMED = 60
# Of a tree with more leaves than can be told apart, so many branches are drawn, from the root on.
MOST_LEAVES, BRANCHES = 250, 60
HEAT, TREE, BAR, BOTTOM = 95, 14, 3, 5  # mm
Points = NDArray[np.float64]


def sample_distances(vst: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any] | None]:
    """Euclidean distances of the samples over all miRNAs of ``vst`` (miRNAs x samples).

    Returns the square matrix in the order of an average-linkage clustering, in which
    neighbours are as alike as can be, and the tree as ``scipy.cluster.hierarchy.dendrogram``
    gives it; None for fewer than two samples.
    """
    if vst.shape[1] < 2:
        return pd.DataFrame(0.0, vst.columns, vst.columns), None
    distances = pdist(vst.to_numpy(dtype=float).T)
    square = pd.DataFrame(squareform(distances), vst.columns, vst.columns)
    tree = dendrogram(linkage(distances, "average", optimal_ordering=True), no_plot=True)
    return square.iloc[tree["leaves"], tree["leaves"]], tree


@styled()
def draw_distances(
    vst: pd.DataFrame, sheet: pd.DataFrame, factor: str, shape: str | None
) -> tuple[Figure, pd.DataFrame]:
    """Heat map of the distances with its tree and a bar for ``factor`` and for ``shape``.

    Returns the figure and its numbers, a square matrix.
    """
    square, tree = sample_distances(vst)
    columns = list(dict.fromkeys(c for c in (factor, shape) if c and c in sheet))
    bars = {column: levels_of(sheet, column)[list(square.index)] for column in columns}
    palettes = (group_colours, _other_colours)
    colours = {
        column: present(palette(levels_of(sheet, column)), bars[column])
        for column, palette in zip(columns, palettes, strict=False)
    }
    size = min(7.0, 0.8 * HEAT / max(len(square), 1) / 25.4 * 72)
    names = [shorten(name) for name in square.index] if len(square) <= MOST_NAMED else []
    heat_left = 3 + TREE + len(bars) * (BAR + 0.8) + 0.7
    legend_left = heat_left + HEAT + text_width(names, size) + 5
    legend = 8 + text_width([level for c in colours.values() for level in c] + columns, 7)
    figure = new_figure(legend_left + max(legend, 24), HEAT + BOTTOM + 11)
    _draw_tree(add_panel(figure, 3, BOTTOM, TREE, HEAT), tree, len(square))
    top = 11.0
    for number, (column, levels) in enumerate(bars.items()):
        left = 3 + TREE + 0.5 + number * (BAR + 0.8)
        _draw_bar(add_panel(figure, left, BOTTOM, BAR, HEAT), levels, colours[column])
        handles = [Patch(color=colour, label=level) for level, colour in colours[column].items()]
        add_legend(
            figure,
            legend_left,
            top,
            handles=handles,
            title=column,
            alignment="left",
            handlelength=1,
            handleheight=1,
            handletextpad=0.5,
        )
        top += 8 + 4 * len(handles)
    axes = add_panel(figure, heat_left, BOTTOM, HEAT, HEAT)
    if len(square) > 1:
        scale = add_panel(figure, legend_left, BOTTOM, 3, 32)
        _draw_heat(axes, scale, square)
        axes.set_yticks(range(len(names)), names, fontsize=size)
    else:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "fewer than two usable samples", transform=axes.transAxes,
                  ha="center", color=DARK_GREY)  # fmt: skip
    words = f"{len(square):,} samples, {len(vst):,} miRNAs"
    words += f"; the tree is cut at {BRANCHES} branches" if len(square) > MOST_LEAVES else ""
    add_text(figure, heat_left, BOTTOM + HEAT + 3, words)
    return figure, square


def _other_colours(levels: Iterable[str]) -> dict[str, str]:
    return level_colours(levels, MUTED)


def _draw_tree(axes: Axes, tree: dict[str, Any] | None, samples: int) -> None:
    axes.set_axis_off()
    if tree is None:
        return
    width = 0.6 if samples <= MOST_NAMED else 0.3
    # Leaves of scipy's trees are at 5, 15, 25, ...
    lines = [np.column_stack([d, i]) for d, i in zip(tree["dcoord"], tree["icoord"], strict=True)]
    highest, lowest = np.max(tree["dcoord"]), 0.0
    if samples > MOST_LEAVES:
        lines, lowest = _cut(lines)
    axes.add_collection(LineCollection(lines, colors=DARK_GREY, linewidths=width))
    axes.set(xlim=(lowest + (highest - lowest) * 1.03 or 1, lowest), ylim=(10 * samples, 0))


def _cut(lines: list[Points]) -> tuple[list[Points], float]:
    """The highest joins of a tree, their branches down to one height: that of the next join."""
    heights = np.array([line[1, 0] for line in lines])
    order = np.argsort(-heights, kind="stable")
    low = heights[order[BRANCHES - 1]]
    kept = [lines[place].copy() for place in order[: BRANCHES - 1]]
    for line in kept:
        line[:, 0] = np.maximum(line[:, 0], low)
    return kept, float(low)


def _draw_bar(axes: Axes, levels: pd.Series, colours: dict[str, str]) -> None:
    rgb = np.array([to_rgb(colours[level]) for level in levels])
    if len(rgb):
        axes.imshow(rgb.reshape(-1, 1, 3), aspect="auto", interpolation="nearest")
    axes.set_axis_off()


def _draw_heat(axes: Axes, scale: Axes, square: pd.DataFrame) -> None:
    """The cells, and in the panel ``scale`` what their colours mean."""
    values = square.to_numpy()
    diagonal = np.eye(len(values), dtype=bool)
    others = values[~diagonal]
    # The diagonal is zero by definition: its colour would take half of the scale.
    masked = np.ma.array(values, mask=diagonal)
    highest = others.max() if others.max() > others.min() else others.min() + 1
    image = axes.imshow(
        masked,
        cmap="viridis",
        vmin=others.min(),
        vmax=highest,
        interpolation="nearest",
        aspect="auto",
    )
    axes.set_xticks([])
    axes.yaxis.tick_right()
    axes.tick_params(axis="y", length=0, pad=2)
    axes.spines[:].set_visible(False)
    bar = axes.figure.colorbar(image, cax=scale)
    bar.set_label("Euclidean distance (VST)", fontsize=7)
    scale.tick_params(width=0.6, length=2)
    scale.spines[:].set_linewidth(0.6)


def main(job: Job) -> None:
    vst = VST.read_frame(job.input.vst)
    sheet, _ = read_sheet(job.input.sheet)
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    figure, table = draw_distances(vst, sheet, job.params.factor, job.params.shape)
    save(figure, job.output)
    DISTANCES.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
