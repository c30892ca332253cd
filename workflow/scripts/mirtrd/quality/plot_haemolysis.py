"""Draw the two signs of broken red blood cells in plasma and serum libraries."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from mirtrd.OLD import write_table

from mirtrd.core.job import Job, run
from mirtrd.figures.labels import place_labels
from mirtrd.figures.names import shorten
from mirtrd.figures.page import add_legend, add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import BLACK, DARK_GREY, level_colours, levels_of, present
from mirtrd.figures.style import save, styled
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.status import marked_samples

# Of more samples, only those above a threshold are named.
MOST_NAMES = 24
NOT_USED = ("failed", "left out")


def choose_names(scores: pd.DataFrame, ratio: float | None, score: float | None) -> list[str]:
    """The samples to name: all of a few, else those above a threshold, the highest score first."""
    above = scores["ratio"] > (np.inf if ratio is None else ratio)
    above |= scores["score"] > (np.inf if score is None else score)
    chosen = scores if len(scores) <= MOST_NAMES else scores[above]
    return list(chosen.sort_values("score", ascending=False).index)


@styled()
def draw_haemolysis(
    scores: pd.DataFrame,
    sheet: pd.DataFrame,
    marks: dict[str, str],
    factor: str,
    ratio: float | None,
    score: float | None,
) -> tuple[Figure, pd.DataFrame]:
    """The ratio against the score of the signature, with the thresholds of both if given.

    ``scores`` is samples x (ratio, score, depth, ...). Returns the figure and its numbers.
    """
    levels = levels_of(sheet, factor)
    table = scores.assign(level=levels.reindex(scores.index), mark=scores.index.map(marks.get))
    drawn = table.dropna(subset=["ratio", "score"])
    colours = present(level_colours(levels), table["level"])
    legend = 12 + text_width([*map(shorten, colours), "fewer than a million", "left out"], 7)
    figure = new_figure(120 + legend, 90)
    axes = add_panel(figure, 14, 12, 100, 74)
    for level, colour in colours.items():
        for depth in ("ok", "low"):
            points = drawn[(drawn["level"] == level) & (drawn["depth"] == depth)]
            face = colour if depth == "ok" else "white"
            axes.scatter(points["ratio"], points["score"], s=16, facecolor=face, edgecolor=colour,
                         linewidth=0.9, zorder=3)  # fmt: skip
    crossed = drawn[drawn["mark"].isin(NOT_USED)]
    axes.scatter(crossed["ratio"], crossed["score"], s=30, marker="x", color=BLACK, linewidth=0.7,
                 zorder=4)  # fmt: skip
    style = {"color": DARK_GREY, "linewidth": 0.7, "linestyle": (0, (4, 3)), "zorder": 1}
    words = {"fontsize": 6, "color": DARK_GREY, "ha": "center", "va": "bottom"}
    beside = words | {"ha": "left", "va": "center"}
    if ratio is not None:
        axes.axvline(ratio, **style)
        axes.text(ratio, 1, f"{ratio:g}", transform=axes.get_xaxis_transform(), **words)
    if score is not None:
        axes.axhline(score, **style)
        axes.text(1, score, f" {score:g}", transform=axes.get_yaxis_transform(), **beside)
    axes.set_xlabel("log2(miR-451a + 1) \N{MINUS SIGN} log2(miR-23a-3p + 1)")
    axes.set_ylabel("score of the signature (log2)")
    axes.margins(0.12)
    if drawn.empty:
        axes.text(0.5, 0.5, "no sample could be scored", transform=axes.transAxes, ha="center")
    names = choose_names(drawn, ratio, score)
    places = drawn[["ratio", "score"]].to_numpy(float)
    place_labels(axes, drawn.loc[names, ["ratio", "score"]].to_numpy(float),
                 [shorten(name) for name in names], places, size=6)  # fmt: skip
    look = {"marker": "o", "linestyle": "", "markersize": 4}
    handles = [_handle(color=c, label=shorten(str(n)), **look) for n, c in colours.items()]
    handles.append(_handle(markerfacecolor="white", color=DARK_GREY,
                           label="fewer than a million\nmiRNA reads", **look))  # fmt: skip
    handles.append(_handle(marker="x", linestyle="", color=BLACK, markersize=4,
                           label="not used"))  # fmt: skip
    add_legend(figure, 120, 4, handles=handles, handlelength=1, handletextpad=0.5)
    missing = len(table) - len(drawn)
    if missing:
        add_text(figure, 120, 12, f"{missing} not scored", fontsize=6, color=DARK_GREY)
    return figure, table.rename_axis("sample").reset_index()


def _handle(**properties) -> Line2D:

    return Line2D([], [], **properties)


def main(job: Job) -> None:
    missing = {name: ["NA"] for name in ("ratio", "score")}
    scores = pd.read_csv(job.input.scores, sep="\t", dtype={"sample": str, "depth": str},
                         keep_default_na=False, na_values=missing)  # fmt: skip
    sheet, _ = read_sheet(job.input.sheet)
    limits = (job.params.thresholds[name]["warn"] for name in ("haemolysis_ratio",
                                                              "haemolysis_score"))  # fmt: skip
    marks = marked_samples(job.input.status)
    figure, table = draw_haemolysis(
        scores.set_index("sample"), sheet, marks, job.params.factor, *limits
    )
    save(figure, job.output.svg, job.output.png)
    write_table(table, job.output.table)


if __name__ == "__main__":
    run(main)
