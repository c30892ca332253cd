"""Draw what can be said of the miRNAs in each tissue."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from mirtrd.core.documents import read_document
from mirtrd.core.job import Job, run
from mirtrd.figures.names import short_names, shorten
from mirtrd.figures.page import (
    SWATCHES,
    add_legend,
    add_panel,
    add_text,
    new_figure,
    text_width,
)
from mirtrd.figures.palettes import DARK_GREY, GREY, level_colours
from mirtrd.figures.points import dot
from mirtrd.figures.style import save, styled
from mirtrd.meta.looks import STATUS_COLOURS, choose, row_of
from mirtrd.meta.strata import MAIN
from mirtrd.meta.tables import SYNTHESIS, TISSUES
from mirtrd.meta.verdicts import NOWHERE, STATUSES

MOST = 15
BARS, POINTS = 52.0, 58.0  # mm
BAR, ROW = 7.0, 3.2  # mm


@styled()
def draw_tissues(
    table: pd.DataFrame, tissues: Sequence[Mapping[str, Any]], chosen: Sequence[str]
) -> Figure:
    """Bars of the statuses for each tissue, and the estimates of some miRNAs in each.

    ``table`` is the synthesis by miRNA, ``tissues`` are those of its summary.
    """
    results = [str(found["tissue"]) for found in tissues if found["use"] == MAIN]
    labels = [_label(found) for found in tissues]
    names = short_names(chosen)
    left = 6 + max(text_width([line for label in labels for line in label.split("\n")], 7), 12)
    middle = left + BARS + 10 + max(text_width(names, 6.5), 14)
    row = max(ROW, 2.0 * len(results) + 1.2)
    high = max(BAR * len(tissues), row * len(chosen), 30)
    head = 13 + 3.6 * max(2, -(-len(results) // 2))
    figure = new_figure(middle + POINTS + 6, high + 14 + head)
    bars = add_panel(figure, left, high + 14 - BAR * len(tissues), BARS, BAR * len(tissues))
    _draw_bars(bars, tissues, labels)
    add_legend(
        figure, left, 4, ncols=3, columnspacing=1.2,
        handles=[Patch(color=STATUS_COLOURS[s], label=s) for s in STATUSES if s != NOWHERE],
        **SWATCHES,
    )  # fmt: skip
    if not chosen:
        add_text(figure, middle, high / 2, "no miRNA was tested in any study", color=DARK_GREY)
        return figure
    points = add_panel(figure, middle, high + 14 - row * len(chosen), POINTS, row * len(chosen))
    _draw_points(points, table, results, chosen)
    points.set_yticks(np.arange(len(names)) + 0.5, names, fontsize=6.5)
    add_legend(
        figure, middle, 4, ncols=1 if len(results) < 3 else 2, columnspacing=1.0,
        handletextpad=0.2, labelspacing=0.35,
        handles=[dot(shorten(tissue), color=colour, marker="o", markersize=4)
                 for tissue, colour in level_colours(results).items()],
    )  # fmt: skip
    add_text(figure, middle, 2.5, "hollow: one study; cross: not testable", fontsize=6.5,
             color=DARK_GREY)  # fmt: skip
    return figure


def _label(found: Mapping[str, Any]) -> str:
    number = len(found["studies"])
    told = f"{number} {'study' if number == 1 else 'studies'}"
    sensitive = "" if found["use"] == MAIN else ", sensitivity"
    return f"{shorten(str(found['tissue']))}\n({told}{sensitive})"


def _draw_bars(axes: Axes, tissues: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> None:
    """miRNAs that were tested in some study, by status."""
    places = np.arange(len(tissues)) + 0.5
    start = np.zeros(len(tissues))
    for status in STATUSES:
        if status == NOWHERE:
            continue
        numbers = np.array([found["status"][status] for found in tissues], dtype=float)
        axes.barh(places, numbers, left=start, height=0.62, color=STATUS_COLOURS[status])
        start += numbers
    axes.set_yticks(places, labels, fontsize=7)
    axes.set(ylim=(len(tissues), 0), xlabel="miRNAs tested in some study", xlim=(0, None))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _draw_points(
    axes: Axes, table: pd.DataFrame, results: Sequence[str], chosen: Sequence[str]
) -> None:
    colours = level_colours(results)
    axes.axvline(0, color=GREY, linewidth=0.6, zorder=0)
    furthest = 0.5
    for y, mirna in enumerate(chosen):
        for place, tissue in enumerate(results):
            found = row_of(table, mirna, tissue)
            at = y + (place + 1) / (len(results) + 1)
            if not found["studies"]:
                axes.plot(0, at, "x", color=colours[tissue], markersize=2.4, markeredgewidth=0.6)
                continue
            axes.plot([found["ci_low"], found["ci_high"]], [at, at], color=colours[tissue],
                      linewidth=0.8)  # fmt: skip
            hollow: dict[str, Any] = {} if found["studies"] > 1 else {"markerfacecolor": "white"}
            axes.plot(found["log2FoldChange"], at, "o", color=colours[tissue], markersize=3,
                      markeredgewidth=0.7, **hollow)  # fmt: skip
            furthest = max(furthest, 2 * abs(found["log2FoldChange"]))
    axes.set(ylim=(len(chosen), 0), xlim=(-furthest, furthest))
    axes.set_xlabel("log₂ fold change, 95 % interval", fontsize=7)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def main(job: Job) -> None:
    table = SYNTHESIS.read_frame(job.input.table)
    tissues = read_document(job.input.summary)["tissues"]
    figure = draw_tissues(table, tissues, choose(table, job.params.shown, MOST))
    save(figure, job.output)
    TISSUES.write(
        job.output.table,
        (
            (found["tissue"], len(found["studies"]), status, number)
            for found in tissues
            for status, number in found["status"].items()
        ),
    )


if __name__ == "__main__":
    run(main)
