"""Draw the samples on two principal components, once for each column of the sheet."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from mirtrd.OLD import write_table

from mirtrd.cohort.components import Column, library_columns, principal_components, sheet_columns
from mirtrd.cohort.usable import read_usable
from mirtrd.core.job import Job, run
from mirtrd.figures.names import shorten
from mirtrd.figures.page import add_panel, add_text, new_figure
from mirtrd.figures.palettes import DARK_GREY, level_colours
from mirtrd.figures.style import save, styled

MOST, ACROSS = 12, 3
MOST_LEVELS = 6
SIDE, GAP, HEAD = 46.0, 14.0, 28.0  # mm


@styled()
def draw_covariates(vst: pd.DataFrame, columns: list[Column]) -> tuple[Figure, pd.DataFrame]:
    """A panel for each column, at most MOST: all have the same points, PC1 against PC2.

    Returns the figure and its numbers, one row for each sample.
    """
    scores, shares = principal_components(vst)
    columns = [column for column in columns if column.drawable][:MOST]
    across = min(ACROSS, max(len(columns), 1))
    down = max(-(-len(columns) // across), 1)
    height = down * (SIDE + HEAD) + 6
    figure = new_figure(across * (SIDE + GAP) + 4, height)
    places = scores[["PC1", "PC2"]].fillna(0)
    middle = (places.max() + places.min()).to_numpy() / 2 if len(places) else np.zeros(2)
    reach = 0.56 * np.ptp(places.to_numpy(), axis=0).max() if len(places) else 1.0
    reach = reach or 1.0
    size = float(np.clip(900 / max(len(places), 1), 5, 18))
    if not columns:
        add_text(figure, 4, height / 2, "no column of the sheet can be drawn", color=DARK_GREY)
    for number, column in enumerate(columns):
        left = 13 + (number % across) * (SIDE + GAP)
        bottom = height - (number // across + 1) * (SIDE + HEAD) + 6
        axes = add_panel(figure, left, bottom, SIDE, SIDE)
        _draw(figure, axes, places, column, size)
        axes.set(
            xlim=(middle[0] - reach, middle[0] + reach), ylim=(middle[1] - reach, middle[1] + reach)
        )
        if number % across == 0:
            axes.set_ylabel(_label("PC2", shares[1]))
        if number + across >= len(columns):
            axes.set_xlabel(_label("PC1", shares[0]))
    table = scores.rename_axis("sample")
    for column in columns:
        table[column.name] = column.values.reindex(table.index)
    return figure, table.reset_index()


def _label(name: str, share: float) -> str:
    return name if np.isnan(share) else f"{name} ({share:.0%})"


def _draw(figure, axes, places: pd.DataFrame, column: Column, size: float) -> None:
    values = column.values.reindex(places.index)
    empty = values.isna().to_numpy()
    x, y = places["PC1"].to_numpy(), places["PC2"].to_numpy()
    axes.scatter(x[empty], y[empty], s=size * 0.6, facecolors="none", edgecolors="#BBBBBB", lw=0.5)
    look = {"s": size, "edgecolors": "white", "linewidths": 0.3, "clip_on": False}
    axes.set_title(shorten(column.name), loc="left", fontweight="bold", pad=24, y=1.0)
    if column.kind == "groups":
        colours = level_colours(column.values)
        shades = [colours[value] for value in values[~empty]]
        axes.scatter(x[~empty], y[~empty], color=shades, **look)
        dot = {"linestyle": "", "markersize": 4, "markeredgecolor": "white"}
        handles = [
            Line2D([], [], marker="o", color=c, label=shorten(level), markeredgewidth=0.3, **dot)
            for level, c in colours.items()
        ]
        if len(handles) > MOST_LEVELS:
            handles = [Line2D([], [], linestyle="", label=f"{len(colours)} levels")]
        axes.legend(
            handles=handles, loc="lower left", bbox_to_anchor=(-0.03, 1.01), ncols=3,
            columnspacing=0.6, handletextpad=0.05, handlelength=1, labelspacing=0.2, fontsize=6.5,
        )  # fmt: skip
    else:
        points = axes.scatter(x[~empty], y[~empty], c=values[~empty], cmap="viridis", **look)
        bar = figure.colorbar(
            points, cax=axes.inset_axes((0.0, 1.09, 0.5, 0.035)), orientation="horizontal"
        )
        bar.outline.set_visible(False)
        bar.set_ticks(np.linspace(values.min(), values.max(), 3))
        bar.ax.set_xticklabels([f"{v:.3g}" for v in np.linspace(values.min(), values.max(), 3)])
        bar.ax.tick_params(labelsize=6, length=1.5, pad=1)
    axes.axhline(0, color="#E0E0E0", linewidth=0.5, zorder=0)
    axes.axvline(0, color="#E0E0E0", linewidth=0.5, zorder=0)


def main(job: Job) -> None:
    counts, sheet = read_usable(job.input.counts, job.input.status, job.input.sheet)
    vst = pd.read_csv(job.input.vst, sep="\t", index_col=0)
    columns = [*sheet_columns(sheet, job.params.design), *library_columns(counts)]
    figure, table = draw_covariates(vst, columns)
    save(figure, job.output.svg, job.output.png)
    write_table(table, job.output.table)


if __name__ == "__main__":
    run(main)
