"""Stacked bars of samples, with a panel beside them for another number."""

from collections.abc import Container, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mirtrd.figures.page import (
    SWATCHES,
    TITLE,
    WIDTH,
    add_legend,
    add_panel,
    add_text,
    add_title,
    legend_height,
    new_figure,
    text_width,
)
from mirtrd.figures.palettes import DARK_GREY, GREY
from mirtrd.figures.rows import SMALLEST_TEXT, Rows, arrange_rows, label_rows, row_labels

Floats = NDArray[np.float64]


def arrange_bars(groups: pd.Series, shares: pd.DataFrame) -> Rows:
    """Rows for the samples in the index of ``groups``, as ``arrange_rows``.

    Where they are too many to be named, those of a group are sorted by their shares, from the first
    part on: what the eye can take from a thousand bars is how the shares are distributed.
    """
    rows = arrange_rows(groups)
    if rows.text_size:
        return rows
    order = shares.loc[groups.index].sort_values(list(shares), ascending=False, kind="stable").index
    return arrange_rows(groups.loc[order])


def draw_bars(
    axes: Axes, rows: Rows, shares: pd.DataFrame, colours: Mapping[str, str], marks: Container[str]
) -> None:
    """Stacked horizontal bars, one for each row.

    ``shares`` is samples x parts, each row with sum 1 or 0. Marked samples are hatched. Between
    rows that are not named is no gap: many narrow gaps would make a pattern of their own.
    """
    shares = shares.loc[rows.samples]
    high = 0.82 * rows.row if rows.text_size else rows.row
    line = 0.3 if rows.row > 2 else 0
    left = np.zeros(len(shares))
    for part in shares:
        right = left + shares[part].to_numpy()
        if rows.text_size:
            axes.barh(
                rows.y,
                shares[part],
                left=left,
                height=high,
                label=part,
                color=colours[part],
                edgecolor="white",
                linewidth=line,
            )
        else:
            _draw_steps(axes, rows, left, right, colours[part], str(part))
        left = right
    bad = np.array([sample in marks for sample in rows.samples], dtype=bool)
    axes.barh(
        rows.y[bad],
        left[bad],
        height=high,
        color=(1, 1, 1, 0.45),
        edgecolor="#404040",
        hatch="/////",
        linewidth=0,
    )
    for y, end in zip(rows.y, left, strict=True):
        if not end and rows.text_size:
            axes.text(0.01, y, "no reads", fontsize=rows.text_size, color=DARK_GREY, va="center")
    axes.set(xlim=(0, 1), ylim=(rows.height, 0))


def _draw_steps(
    axes: Axes, rows: Rows, left: Floats, right: Floats, colour: str, label: str
) -> None:
    """One part of all rows as an area for each group, without the seams of single bars."""
    starts = np.flatnonzero(np.diff(rows.y, prepend=-np.inf) > 1.5 * rows.row)
    for start, end in zip(starts, [*starts[1:], len(rows.y)], strict=True):
        edges = np.append(rows.y[start:end] - rows.row / 2, rows.y[end - 1] + rows.row / 2)
        axes.stairs(
            right[start:end],
            edges,
            baseline=left[start:end],
            orientation="horizontal",
            fill=True,
            color=colour,
            linewidth=0,
            label=label if not start else "",
        )


def new_bar_figure(
    rows: Rows,
    shares: pd.DataFrame,
    colours: Mapping[str, str],
    marks: Mapping[str, str],
    title: str,
    foot: float = 11.0,
) -> tuple[Figure, Axes, Axes]:
    """Stacked bars of the samples with a legend, and a panel beside them for another number.

    ``shares`` as for ``draw_bars``, its columns named as in the legend; ``foot`` is the room
    below the bars in mm, ``title`` stands above them. Returns the figure, the panel of the
    bars, and the empty one.
    """
    left = 5 + text_width(row_labels(rows, marks), rows.text_size or SMALLEST_TEXT)
    legend = 8 + text_width(shares.columns, 7)
    spare = max(legend_height(shares.shape[1]) - rows.height - foot - 3, 0)
    figure = new_figure(WIDTH, rows.height + foot + 3 + spare + TITLE)
    add_title(figure, 5, title)
    width, foot = WIDTH - left - legend - 38, foot + spare
    axes = add_panel(figure, left, foot, width, rows.height)
    draw_bars(axes, rows, shares, colours, marks)
    label_rows(axes, rows, marks, left=0)
    side = add_panel(figure, left + width + 6, foot, 26, rows.height)
    side.set(ylim=(rows.height, 0), yticks=[])
    if not rows.text_size:
        add_text(
            figure,
            left + width,
            1,
            f"{len(shares):,} samples, too many to be named, by their shares",
            ha="right",
            color=DARK_GREY,
        )
    handles = axes.get_legend_handles_labels()[0][: shares.shape[1]]
    add_legend(figure, WIDTH - legend, 3 + TITLE, handles=handles, **SWATCHES)
    return figure, axes, side


def draw_totals(
    side: Axes, rows: Rows, totals: pd.Series, what: str, marks: Container[str]
) -> None:
    """Bars of large numbers in the panel beside; pale for marked samples.

    ``totals`` is by sample, ``what`` says of what they are.
    """
    totals = totals.loc[rows.samples]
    unit, name = (1e6, "millions") if totals.max() >= 1e6 else (1e3, "thousands")
    tints = [GREY if sample in marks else DARK_GREY for sample in rows.samples]
    side.barh(rows.y, totals / unit, height=0.82 * rows.row, color=tints)
    side.set(xlabel=f"{what} ({name})", xlim=(0, totals.max() / unit * 1.05 or 1))
