"""Draw the dispersions of a fit over the mean, with their trend, and list the numbers."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.expression.tables import DISPERSIONS, MODEL
from mirtrd.figures.page import add_legend, add_panel, add_text, new_figure
from mirtrd.figures.palettes import BLUE, DARK_GREY, GREY, VERMILION
from mirtrd.figures.scales import log_axis
from mirtrd.figures.style import save, styled

# Estimates below this are those at the lower bound of the fit; they are drawn here.
LEAST_DRAWN = 1e-4


@styled()
def draw_dispersions(model: pd.DataFrame, trend: str) -> tuple[Figure, pd.DataFrame]:
    """Dispersion over mean normalised count of the miRNAs that were fitted.

    Grey: each miRNA for itself; line: the trend; blue: the dispersion that is used, drawn
    towards the trend. Returns the figure and its numbers, one row for each miRNA fitted.
    """
    columns = list(DISPERSIONS.header[1:])
    points = model.loc[model["dispersion"].notna(), columns].sort_values("baseMean")
    means, drawn = points["baseMean"], points.clip(lower=LEAST_DRAWN)
    figure = new_figure(120, 104)
    axes = add_panel(figure, 15, 24, 102, 70)
    ends = drawn["dispersion_genewise"], drawn["dispersion"]
    axes.vlines(means, *ends, color=GREY, linewidth=0.4, zorder=1)
    look: dict[str, Any] = {"s": 9, "linewidths": 0}
    axes.scatter(means, ends[0], color=DARK_GREY, zorder=2, label="each miRNA for itself", **look)
    axes.scatter(means, ends[1], color=BLUE, zorder=3, label="used", **look)
    axes.plot(
        means,
        drawn["dispersion_trend"],
        color=VERMILION,
        linewidth=1.2,
        zorder=4,
        label=f"trend ({trend.split(' ', 1)[0]})",
    )
    axes.set(xscale="log", yscale="log", xlabel="mean of normalised counts", ylabel="dispersion")
    for axis in (axes.xaxis, axes.yaxis):
        log_axis(axis)
    low = int((points["dispersion_genewise"] < LEAST_DRAWN).sum())
    text = f"{len(points):,} miRNAs" + (
        f", {low} of them below {LEAST_DRAWN:g}, drawn there" if low else ""
    )
    add_text(figure, 15, 98, "Dispersions", fontweight="bold")
    add_text(figure, 117, 98, text, ha="right")
    add_legend(figure, 15, 96, handles=axes.get_legend_handles_labels()[0], ncols=3)
    return figure, points


def main(job: Job) -> None:
    model = MODEL.read_frame(job.input.model)
    trend = read_document(job.input.summary)["dispersion_trend"]
    figure, table = draw_dispersions(model, trend)
    save(figure, job.output)
    DISPERSIONS.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
