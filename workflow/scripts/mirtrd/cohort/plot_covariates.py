"""Draw the samples on two principal components, once for each column of the sheet."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mirtrd.cohort.components import Column, library_columns, principal_components, sheet_columns
from mirtrd.cohort.tables import COUNTS, COVARIATES, SAMPLES, VST
from mirtrd.core.job import Job, run
from mirtrd.figures.grid import Grid
from mirtrd.figures.names import shorten
from mirtrd.figures.numbers import abbreviate
from mirtrd.figures.page import TITLE, add_panel, add_text, add_title, new_figure
from mirtrd.figures.palettes import DARK_GREY, MUTED, group_colours, level_colours, reference_first
from mirtrd.figures.points import dot, dots
from mirtrd.figures.style import save, styled

MOST, ACROSS = 12, 3
MOST_LEVELS = 6
SIDE, GAP, HEAD = 46.0, 14.0, 28.0  # mm


@styled()
def draw_covariates(
    vst: pd.DataFrame, columns: Sequence[Column], factor: str = ""
) -> tuple[Figure, pd.DataFrame]:
    """A panel for each column, at most MOST: all have the same points, PC1 against PC2.

    ``factor`` parts the groups of the study, the reference first.

    Returns the figure and its numbers, one row for each sample.
    """
    scores, shares = principal_components(vst)
    columns = [column for column in columns if column.drawable][:MOST]
    grid = Grid(panels=len(columns), across=ACROSS, wide=SIDE, high=SIDE, gap=GAP, between=HEAD,
                left=13, foot=12)  # fmt: skip
    height = grid.height + 6 + TITLE
    figure = new_figure(grid.width + 4, height)
    add_title(figure, 13, "Principal components by column")
    places = scores[["PC1", "PC2"]].fillna(0).to_numpy()
    middle = (places.max(axis=0) + places.min(axis=0)) / 2 if len(places) else np.zeros(2)
    reach = 0.56 * np.ptp(places, axis=0).max() if len(places) else 1.0
    reach = reach or 1.0
    if not columns:
        add_text(figure, 4, height / 2, "no column of the sheet can be drawn", color=DARK_GREY)
    for number, column in enumerate(columns):
        axes = add_panel(figure, *grid.place(number))
        _draw(axes, places, column, column.values.reindex(scores.index), factor)
        axes.set(
            xlim=(middle[0] - reach, middle[0] + reach), ylim=(middle[1] - reach, middle[1] + reach)
        )
        if grid.is_first(number):
            axes.set_ylabel(_label("PC2", shares[1]))
        if grid.is_lowest(number):
            axes.set_xlabel(_label("PC1", shares[0]))
    return figure, scores.assign(**{column.name: _cells(column) for column in columns})


def _cells(column: Column) -> pd.Series:
    """The values of a column as they are written."""
    return column.values if column.kind == "groups" else column.values.map("{:.6g}".format)


def _label(name: str, share: float) -> str:
    return name if np.isnan(share) else f"{name} ({share:.0%})"


def _draw(
    axes: Axes, places: NDArray[np.float64], column: Column, values: pd.Series, factor: str
) -> None:
    """The samples, hollow where the column is empty, and what the colours mean."""
    size = float(np.clip(900 / max(len(places), 1), 5, 18))
    known = values.notna().to_numpy()
    (x, y), (empty_x, empty_y) = places[known].T, places[~known].T
    axes.scatter(empty_x, empty_y, s=size * 0.6, facecolors="none", edgecolors="#BBBBBB", lw=0.5)
    look: dict[str, Any] = {"s": size, "edgecolors": "white", "linewidths": 0.3, "clip_on": False}
    axes.set_title(shorten(column.name), loc="left", fontweight="bold", pad=24, y=1.0)
    if column.kind == "groups":
        grouped = column.name == factor
        levels = column.values.dropna()
        colours = group_colours(levels) if grouped else level_colours(levels, MUTED)
        axes.scatter(x, y, color=[colours[value] for value in values[known]], **look)
        _add_legend(axes, colours)
    else:
        points = axes.scatter(x, y, c=values[known], cmap="viridis", **look)
        _add_scale(axes, points, np.linspace(values.min(), values.max(), 3))
    axes.axhline(0, color="#E0E0E0", linewidth=0.5, zorder=0)
    axes.axvline(0, color="#E0E0E0", linewidth=0.5, zorder=0)


def _add_legend(axes: Axes, colours: dict[str, str]) -> None:
    shown = {shorten(level): colour for level, colour in colours.items()}
    handles = dots(shown, markersize=4, markeredgecolor="white", markeredgewidth=0.3)
    if len(colours) > MOST_LEVELS:
        handles = [dot(f"{len(colours)} levels")]
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.03, 1.01), ncols=3,
        columnspacing=0.6, handletextpad=0.05, handlelength=1, labelspacing=0.2, fontsize=6.5,
    )  # fmt: skip


def _add_scale(axes: Axes, points: Any, ticks: NDArray[np.float64]) -> None:
    place = axes.inset_axes((0.0, 1.09, 0.5, 0.035))
    bar = axes.figure.colorbar(points, cax=place, orientation="horizontal")
    bar.outline.set_visible(False)
    bar.set_ticks(ticks.tolist())
    place.set_xticklabels([abbreviate(tick) for tick in ticks])
    place.tick_params(labelsize=6, length=1.5, pad=1)


def main(job: Job) -> None:
    counts, sheet = COUNTS.read_frame(job.input.counts), SAMPLES.read_frame(job.input.samples)
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    vst = VST.read_frame(job.input.vst)
    columns = [*sheet_columns(sheet, job.params.formula), *library_columns(counts)]
    figure, table = draw_covariates(vst, columns, job.params.factor)
    save(figure, job.output)
    COVARIATES.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
