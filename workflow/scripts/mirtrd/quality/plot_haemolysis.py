"""Draw the two signs of broken red blood cells in plasma and serum libraries."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mirtrd.core.job import Job, run
from mirtrd.figures.labels import place_labels
from mirtrd.figures.names import shorten
from mirtrd.figures.page import (
    TITLE,
    add_legend,
    add_panel,
    add_text,
    add_title,
    new_figure,
    text_width,
)
from mirtrd.figures.palettes import (
    BLACK,
    DARK_GREY,
    group_colours,
    levels_of,
    present,
    reference_first,
)
from mirtrd.figures.points import dot, dots
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.status import marked_samples
from mirtrd.quality.tables import HAEMOLYSIS, HAEMOLYSIS_PLOTTED

# Of more samples, only those above a threshold are named, and no more than this.
MOST_NAMES = 24
NOT_USED = ("failed", "left out")


class Limits(NamedTuple):
    """Above which ratio, and which score, a sample is warned of, if that is asked for."""

    ratio: float | None
    score: float | None


def choose_names(scores: pd.DataFrame, limits: Limits) -> list[str]:
    """The samples to name, the highest score first: all of a few, else the first above a
    threshold."""
    above = scores["ratio"] > (np.inf if limits.ratio is None else limits.ratio)
    above |= scores["score"] > (np.inf if limits.score is None else limits.score)
    chosen = scores if len(scores) <= MOST_NAMES else scores[above]
    return list(chosen.sort_values("score", ascending=False).index[:MOST_NAMES])


@styled()
def draw_haemolysis(
    scores: pd.DataFrame, sheet: pd.DataFrame, marks: dict[str, str], factor: str, limits: Limits
) -> tuple[Figure, pd.DataFrame]:
    """The ratio against the score of the signature, with the thresholds of both if given.

    ``scores`` is samples x (ratio, score, depth, ...). Returns the figure and its numbers.
    """
    levels = levels_of(sheet, factor)
    table = scores.assign(level=levels.reindex(scores.index), mark=scores.index.map(marks.get))
    drawn = table.dropna(subset=["ratio", "score"])
    colours = present(group_colours(levels), table["level"])
    legend = 12 + text_width([*map(shorten, colours), "fewer than a million", "left out"], 7)
    figure = new_figure(120 + legend, 90 + TITLE)
    add_title(figure, 14, "Haemolysis")
    axes = add_panel(figure, 14, 12, 100, 74)
    _draw_points(axes, drawn, colours)
    _draw_limits(axes, limits)
    axes.set_xlabel("log2(miR-451a + 1) \N{MINUS SIGN} log2(miR-23a-3p + 1)")
    axes.set_ylabel("score of the signature (log2)")
    axes.margins(0.12)
    if drawn.empty:
        axes.text(0.5, 0.5, "no sample could be scored", transform=axes.transAxes, ha="center")
    names = choose_names(drawn, limits)
    places = drawn[["ratio", "score"]]
    targets = places.loc[names].to_numpy(float)
    place_labels(axes, targets, [shorten(name) for name in names], places.to_numpy(float), size=6)
    shown = {shorten(str(level)): colour for level, colour in colours.items()}
    handles = [
        *dots(shown, markersize=4),
        dot("fewer than a million\nmiRNA reads", marker="o", markersize=4, color=DARK_GREY,
            markerfacecolor="white"),
        dot("not used", marker="x", color=BLACK, markersize=4),
    ]  # fmt: skip
    add_legend(figure, 120, 4 + TITLE, handles=handles, handlelength=1, handletextpad=0.5)
    if missing := len(table) - len(drawn):
        add_text(figure, 120, 12, f"{missing} not scored", fontsize=6, color=DARK_GREY)
    return figure, table


def _draw_points(axes: Axes, drawn: pd.DataFrame, colours: dict[str, str]) -> None:
    """Hollow for a library of low depth, with a cross where the sample is not used."""
    for level, colour in colours.items():
        for depth in ("ok", "low"):
            points = drawn[(drawn["level"] == level) & (drawn["depth"] == depth)]
            face = colour if depth == "ok" else "white"
            axes.scatter(points["ratio"], points["score"], s=16, facecolor=face, edgecolor=colour,
                         linewidth=0.9, zorder=3)  # fmt: skip
    crossed = drawn[drawn["mark"].isin(NOT_USED)]
    axes.scatter(crossed["ratio"], crossed["score"], s=30, marker="x", color=BLACK, linewidth=0.7,
                 zorder=4)  # fmt: skip


def _draw_limits(axes: Axes, limits: Limits) -> None:
    line: dict[str, Any] = {"color": DARK_GREY, "linewidth": 0.7}
    line |= {"linestyle": (0, (4, 3)), "zorder": 1}
    words: dict[str, Any] = {"fontsize": 6, "color": DARK_GREY}
    if limits.ratio is not None:
        axes.axvline(limits.ratio, **line)
        axes.text(limits.ratio, 1, f"{limits.ratio:g}", transform=axes.get_xaxis_transform(),
                  ha="center", va="bottom", **words)  # fmt: skip
    if limits.score is not None:
        axes.axhline(limits.score, **line)
        axes.text(1, limits.score, f" {limits.score:g}", transform=axes.get_yaxis_transform(),
                  ha="left", va="center", **words)  # fmt: skip


def main(job: Job) -> None:
    scores = HAEMOLYSIS.read_frame(job.input.scores)
    sheet, _ = read_sheet(job.input.sheet)
    sheet = reference_first(sheet, job.params.factor, job.params.reference)
    marks = marked_samples(job.input.status)
    names = ("haemolysis_ratio", "haemolysis_score")
    limits = Limits(*(job.params.thresholds[name]["warn"] for name in names))
    figure, table = draw_haemolysis(scores, sheet, marks, job.params.factor, limits)
    save(figure, job.output)
    HAEMOLYSIS_PLOTTED.write_frame(job.output.table, table)


if __name__ == "__main__":
    run(main)
