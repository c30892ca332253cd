"""Draw fold change against abundance for a contrast, before and after shrinkage."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.expression.asked import read_question
from mirtrd.expression.looks import STATUS_COLOURS
from mirtrd.expression.tables import EXPRESSION, MA
from mirtrd.figures.page import (
    LINE,
    SMALL,
    add_heading,
    add_legend,
    add_panel,
    add_text,
    new_figure,
    wrap,
)
from mirtrd.figures.palettes import DARK_GREY
from mirtrd.figures.scales import log_axis
from mirtrd.figures.style import save, styled

PANELS = {
    "log2FoldChange": "maximum likelihood",
    "log2FoldChange_shrunken": "shrunken",
}


# Shrunken changes (log2) that are smaller than this in all miRNAs look like a row of dots at 0.
NO_CHANGE = 0.05


@styled()
def draw_ma(
    expression: pd.DataFrame, contrast: Contrast, alpha: float, asked: str = ""
) -> tuple[Figure, pd.DataFrame]:
    """Mean normalised count against log2 fold change, as estimated and shrunken, on one scale.

    ``asked`` stands below the title. Returns the figure and its numbers, one row for
    each testable miRNA.
    """
    points = expression.loc[expression["status"].isin(STATUS_COLOURS)]
    lines = wrap(asked, 161)
    above = LINE * len(lines)
    figure = new_figure(180, 92 + above)
    add_heading(figure, 16, 86 + above, contrast.title, lines)
    text = f"{len(points):,} of {len(expression):,} miRNAs testable"
    add_text(figure, 177, 86 + above, text, ha="right")
    extent = np.nanmax(np.abs(points[list(PANELS)].to_numpy()), initial=0) * 1.06 or 1
    lowest, highest = points["baseMean"].agg(["min", "max"]) if len(points) else (1, 1e4)
    ends = (lowest / 1.6, highest * 1.6)
    labels = explain(contrast, alpha)
    for left, (column, title) in zip((16, 98), PANELS.items(), strict=True):
        axes = add_panel(figure, left, 20, 79, 59)
        axes.axhline(0, color=DARK_GREY, linewidth=0.6, zorder=1)
        _draw_points(axes, points, column, labels)
        axes.set(xscale="log", xlim=ends, ylim=(-extent, extent))
        axes.set_xlabel("mean of normalised counts")
        axes.set_title(f"{title} estimate", pad=3)
        log_axis(axes.xaxis)
        if points.empty:
            axes.text(0.5, 0.6, "no miRNA is testable", transform=axes.transAxes, ha="center",
                      color=DARK_GREY)  # fmt: skip
    if len(points) and points["log2FoldChange_shrunken"].abs().max() < NO_CHANGE:
        figure.axes[1].text(
            0.5, 0.95, "all shrunken to about 0:\nno change stands out from the noise",
            transform=figure.axes[1].transAxes, ha="center", va="top", fontsize=SMALL,
        )  # fmt: skip
    figure.axes[0].set_ylabel(contrast.axis_label)
    figure.axes[1].tick_params(labelleft=False)
    handles = figure.axes[0].get_legend_handles_labels()[0][::-1]
    add_legend(figure, 16, 86 + above, handles=handles, ncols=3, columnspacing=2, handletextpad=0.3)
    return figure, points[list(MA.header[1:])]


def explain(contrast: Contrast, alpha: float) -> dict[str, str]:
    """What the statuses mean, by status."""
    names = {status: contrast.status_labels.get(status, status) for status in STATUS_COLOURS}
    return {
        status: name if status == "not significant" else f"{name}, adjusted p < {alpha:g}"
        for status, name in names.items()
    }


def _draw_points(axes: Axes, points: pd.DataFrame, column: str, labels: dict[str, str]) -> None:
    for status, colour in STATUS_COLOURS.items():
        chosen = points.loc[points["status"] == status]
        if status == "changed" and chosen.empty:
            continue  # only likelihood-ratio tests have it
        axes.scatter(
            chosen["baseMean"],
            chosen[column],
            s=9,
            color=colour,
            linewidths=0,
            zorder=2,
            label=f"{labels[status]} ({len(chosen):,})",
        )


def main(job: Job) -> None:
    expression = EXPRESSION.read_frame(job.input.expression)
    contrast = Contrast.from_param(job.params.contrast)
    asked = read_question(job.input.fit, contrast)
    figure, table = draw_ma(expression, contrast, job.params.alpha, asked)
    save(figure, job.output)
    MA.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
