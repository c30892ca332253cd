"""Draw the counts of spike-ins against the amounts that were added."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mirtrd.core.job import Job, run
from mirtrd.figures.grid import Grid
from mirtrd.figures.names import shorten
from mirtrd.figures.page import WIDTH, add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import (
    BLACK,
    BLUE,
    DARK_GREY,
    group_colours,
    levels_of,
    reference_first,
)
from mirtrd.figures.scales import log_axis
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.status import marked_samples
from mirtrd.quality.tables import SPIKE_IN_FITS, SPIKE_INS

# Up to this many samples have a panel each.
MOST_PANELS = 12
COLUMNS = 4
AMOUNT = "amount of the spike-in (unit of its table)"
UNDETECTED = 0.5  # where a count of 0 is drawn on the logarithmic axis


@styled()
def draw_spike_ins(
    table: pd.DataFrame, fits: pd.DataFrame, groups: pd.Series, marks: Mapping[str, str]
) -> Figure:
    """Counts against amounts: a panel for each sample, or, of many samples, their lines.

    ``groups`` is the level of each sample, ``marks`` what to say of samples that are not usable.
    """
    if len(fits) <= MOST_PANELS:
        return _draw_panels(table, fits, marks)
    return _draw_lines(table, fits, groups)


def _draw_panels(table: pd.DataFrame, fits: pd.DataFrame, marks: Mapping[str, str]) -> Figure:
    grid = Grid(panels=len(fits), across=COLUMNS, wide=33.0, high=30.0, gap=9.0, between=14.0,
                left=16, foot=16)  # fmt: skip
    width = max(16 + grid.width, 80)  # of one panel, the label is wider
    figure = new_figure(width, 11 + grid.height)
    for number, fit in enumerate(fits.itertuples()):
        axes = add_panel(figure, *grid.place(number))
        found = table[table["sample"] == fit.sample]
        _draw_points(axes, found)
        _frame(axes, table)
        _draw_fit(axes, found, fit, color=BLACK, linewidth=0.8)
        mark = f" ({marks[fit.sample]})" if fit.sample in marks else ""
        name = shorten(fit.sample) + mark
        axes.set_title(name, loc="left", color=DARK_GREY if mark else BLACK, fontsize=7)
        axes.text(0.04, 0.97, _words(fit), transform=axes.transAxes, va="top", fontsize=6)
        axes.set_ylabel("count" if grid.is_first(number) else "")
    add_text(figure, 16, 7, AMOUNT)
    if not table["count"].all():
        add_text(figure, 16, 3, "hollow: not detected", fontsize=6, color=DARK_GREY)
    return figure


def _draw_points(axes: Axes, found: pd.DataFrame) -> None:
    """The spike-ins of a sample, hollow on the lower edge where they were not detected."""
    seen = found["count"] > 0
    axes.scatter(
        found["amount"][seen], found["count"][seen], s=9, c=BLUE, linewidths=0, clip_on=False
    )
    if not seen.all():
        lost = found["amount"][~seen]
        axes.scatter(lost, np.full(len(lost), UNDETECTED), s=9, facecolors="none",
                     edgecolors=DARK_GREY, linewidths=0.6, clip_on=False)  # fmt: skip


def _draw_lines(table: pd.DataFrame, fits: pd.DataFrame, groups: pd.Series) -> Figure:
    colours = group_colours(groups)
    names = 3 + text_width([shorten(level) for level in colours], 7)
    high = min(max(18.0 + 7 * len(colours), 32.0), 90.0)  # mm, of each of the panels to the right
    figure = new_figure(WIDTH, 2 * high + 31)
    axes = add_panel(figure, 16, 13, 82, 2 * high + 14)
    for fit in fits.itertuples():
        found = table[table["sample"] == fit.sample]
        _draw_fit(axes, found, fit, color=colours[groups[fit.sample]], linewidth=0.5, alpha=0.6)
    _frame(axes, table)
    unfitted = int(fits["slope"].isna().sum())
    if unfitted:
        note = f"{unfitted} of {len(fits)} samples: too few spike-ins detected for a line"
        axes.text(0.02, 0.99, note, transform=axes.transAxes, va="top", fontsize=6)
    axes.set(xlabel=AMOUNT, ylabel="count")
    left = 106 + names
    levels = fits["sample"].map(groups)
    for column, label, bottom in (("slope", "slope (bar: median)", 27 + high), ("r2", "R²", 13)):
        side = add_panel(figure, left, bottom, WIDTH - left - 5, high)
        _draw_levels(side, fits[column], levels, colours)
        side.set_xlabel(label)
    return figure


def _draw_levels(
    axes: Axes, values: pd.Series, levels: pd.Series, colours: Mapping[str, str]
) -> None:
    """A row of points for each level, a bar at its median, and a line at 1."""
    for place, (level, colour) in enumerate(colours.items()):
        own = values[levels.to_numpy() == level].dropna()
        # Spread within the row by rank, so that equal values do not hide each other.
        spread = place + 0.5 * ((np.arange(len(own)) * 0.618) % 1 - 0.5)
        axes.scatter(own, spread, s=6, color=colour, alpha=0.7, linewidths=0)
        if len(own):
            axes.plot([own.median()] * 2, [place - 0.38, place + 0.38], color=BLACK, lw=1)
    axes.set_yticks(range(len(colours)), [shorten(level) for level in colours])
    axes.set_ylim(len(colours) - 0.5, -0.5)
    axes.axvline(1, color=DARK_GREY, linewidth=0.5, linestyle=":", zorder=0)
    axes.tick_params(axis="y", length=0)


def _frame(axes: Axes, table: pd.DataFrame) -> None:
    """The same logarithmic axes for all samples."""
    axes.set(xscale="log", yscale="log")
    axes.set(xlim=(table["amount"].min() / 1.6, table["amount"].max() * 1.6))
    axes.set(ylim=(UNDETECTED / 1.3, max(table["count"].max(), 10) * 4))
    log_axis(axes.xaxis)
    log_axis(axes.yaxis)


def _draw_fit(axes: Axes, found: pd.DataFrame, fit: Any, **look: Any) -> None:
    """The line of a sample between its spike-ins of least and largest amount, if it has one."""
    if not math.isnan(fit.slope):
        amounts = found["amount"][found["count"] > 0]
        ends = np.array([amounts.min(), amounts.max()])
        axes.plot(ends, 10**fit.intercept * ends**fit.slope, **look)


def _words(fit: Any) -> str:
    detected = f"{fit.detected} of {fit.spike_ins} detected"
    if math.isnan(fit.slope):
        return detected
    r2 = "" if math.isnan(fit.r2) else f", R² {fit.r2:.2f}"
    return f"slope {fit.slope:.2f}{r2}\n{detected}"


def main(job: Job) -> None:
    table, fits = SPIKE_INS.read_frame(job.input.table), SPIKE_IN_FITS.read_frame(job.input.fit)
    sheet, _ = read_sheet(job.input.sheet)
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    groups = levels_of(sheet, job.params.factor)
    marks = marked_samples(job.input.status)
    figure = draw_spike_ins(table.reset_index(), fits.reset_index(), groups, marks)
    save(figure, job.output)


if __name__ == "__main__":
    run(main)
