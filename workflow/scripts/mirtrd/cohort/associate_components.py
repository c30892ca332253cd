"""Test the principal components against every column of the sheet, and draw what fits."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mirtrd.cohort.associations import associate
from mirtrd.cohort.components import library_columns, principal_components, sheet_columns
from mirtrd.cohort.tables import COMPONENTS, COUNTS, SAMPLES, VST
from mirtrd.core.job import Job, run
from mirtrd.figures.cells import draw_cells
from mirtrd.figures.names import shorten
from mirtrd.figures.page import TITLE, add_panel, add_text, add_title, new_figure, text_width
from mirtrd.figures.palettes import DARK_GREY
from mirtrd.figures.style import save, styled

MOST_COMPONENTS = 6
CELL, ROW = 15, 7  # mm


@styled()
def draw_associations(table: pd.DataFrame, shares: NDArray[np.float64], alpha: float) -> Figure:
    """A heat map of columns x components, with the share of variance in each cell; bold where
    the adjusted p-value is below ``alpha``."""
    names = list(dict.fromkeys(table["column"]))
    components = [f"PC{i + 1}" for i in range(len(shares)) if not np.isnan(shares[i])]
    effects = table.pivot(index="column", columns="component", values="effect")
    effects = effects.reindex(index=names, columns=components)
    found = table.pivot(index="column", columns="component", values="padj") < alpha
    found = found.reindex(index=names, columns=components, fill_value=False)
    labels = [shorten(name) for name in names]
    left = 6 + max(text_width(labels, 7), 20)
    wide, high = CELL * max(len(components), 1), ROW * max(len(names), 1)
    figure = new_figure(max(left + wide + 4, 95), high + 24 + TITLE)
    add_title(figure, 4, "What principal components follow")
    axes = add_panel(figure, left, 12, wide, high)
    if effects.empty:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "no column can be tested", ha="center", transform=axes.transAxes)
        return figure
    draw_cells(axes, effects, cmap="Blues", vmin=0, vmax=1, edgecolors="white", linewidth=1)
    _write_effects(axes, effects, found)
    axes.set_yticks(np.arange(len(names)) + 0.5, labels)
    titles = [
        f"{component}\n{share:.0%}" for component, share in zip(components, shares, strict=False)
    ]
    axes.set_xticks(np.arange(len(components)) + 0.5, titles)
    axes.xaxis.tick_top()
    text = "Share of a component's variance (ranks) that a column explains,\n"
    text += f"less what chance does; * adjusted p < {alpha:g}"
    add_text(figure, 4, 9, text, fontsize=6.5, color=DARK_GREY, va="top", linespacing=1.3)
    return figure


def _write_effects(axes: Axes, effects: pd.DataFrame, found: pd.DataFrame) -> None:
    """The effect in each cell, with a star where it is found."""
    for (y, x), value in np.ndenumerate(effects.to_numpy(float)):
        if np.isnan(value):
            continue
        strong = found.iat[y, x]
        axes.text(
            x + 0.5,
            y + 0.5,
            f"{value:.2f}" + ("*" if strong else ""),
            ha="center",
            va="center",
            fontsize=7,
            fontweight="bold" if strong else "normal",
            color="white" if value > 0.55 else "black" if strong else DARK_GREY,
        )


def main(job: Job) -> None:
    counts, sheet = COUNTS.read_frame(job.input.counts), SAMPLES.read_frame(job.input.samples)
    vst = VST.read_frame(job.input.vst)
    number = min(MOST_COMPONENTS, max(vst.shape[1] - 1, 1))
    scores, shares = principal_components(vst, number)
    columns = [*sheet_columns(sheet, job.params.formula), *library_columns(counts)]
    table = associate(scores, shares, columns)
    figure = draw_associations(table, shares, job.params.alpha)
    save(figure, job.output)
    COMPONENTS.write_frame(job.output.table, table.set_index("component"))


if __name__ == "__main__":
    run(main)
