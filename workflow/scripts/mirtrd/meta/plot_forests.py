"""Draw the changes of miRNAs in all studies: forest plots."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mirtrd.core.job import Job, run
from mirtrd.figures.grid import Grid
from mirtrd.figures.names import short_names, shorten
from mirtrd.figures.page import add_panel, add_text, new_figure, text_width
from mirtrd.figures.palettes import BLACK, BLUE, DARK_GREY, GREY
from mirtrd.figures.style import save, styled
from mirtrd.meta.looks import NOTE, choose
from mirtrd.meta.strata import MAIN
from mirtrd.meta.tables import FOREST, STUDIES, SYNTHESIS
from mirtrd.meta.verdicts import NOT_SHOWN

MOST = 6
WIDE, NUMBERS, ROW = 46.0, 27.0, 4.3  # mm
SMALL = 6.2  # pt
# An interval is drawn up to this multiple of the largest change, and goes on with an arrow.
FARTHEST = 3.0
KEY = (
    "Square: a study, the larger the more it weighs. Diamond: all of a tissue together. "
    "Grey line: where a further study is expected."
)
STUDY, ESTIMATE, UNTESTABLE = "study", "estimate", "not testable"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of a forest plot."""

    name: str
    kind: str
    change: float = np.nan
    low: float = np.nan
    high: float = np.nan
    ahead: tuple[float, float] = (np.nan, np.nan)
    weight: float = np.nan
    missing: str = ""
    main: bool = True


def lines_of(rows: pd.DataFrame, estimates: pd.DataFrame) -> list[Line]:
    """The rows for one miRNA: the studies of each tissue, and what they say together.

    ``rows`` are those of the studies, ``estimates`` those of the tissues.
    """
    lines = []
    for estimate in estimates.itertuples():
        main = estimate.use == MAIN
        # A tissue that has no row of its own is named with its study.
        alone = f" ({estimate.tissue})" if estimate.studies < 2 and len(estimates) > 1 else ""
        for row in rows[rows["tissue"] == estimate.tissue].itertuples():
            name = f"{row.study}{alone}"
            if row.missing:
                lines.append(Line(name=name, kind=UNTESTABLE, missing=row.missing))
            else:
                lines.append(
                    Line(name=name, kind=STUDY, change=row.log2FoldChange, low=row.ci_low,
                         high=row.ci_high, weight=row.weight)
                )  # fmt: skip
        if estimate.studies > 1:
            what = estimate.tissue if main else f"{estimate.tissue} (sensitivity)"
            lines.append(
                Line(name=what, kind=ESTIMATE, change=estimate.log2FoldChange,
                     low=estimate.ci_low, high=estimate.ci_high, main=main,
                     ahead=(estimate.prediction_low, estimate.prediction_high))
            )  # fmt: skip
    return lines


def describe(estimates: pd.DataFrame) -> str:
    """What can be said of one miRNA, in a line: that of the first tissue that has an estimate."""
    main = estimates[estimates["use"] == MAIN]
    best = main.sort_values("studies", ascending=False, kind="stable").iloc[0]
    told = str(best["status"])
    if told == NOT_SHOWN and best["studies"] == 2:
        told = "not shown by both studies"
    if not np.isnan(best["padj"]):
        told += f", adjusted p = {best['padj']:.2g}"
    if best["model"]:
        told += f" ({best['model']})"
    if not np.isnan(best["i2"]):
        told += f", I² = {best['i2']:.0%}".replace("%", " %") + f", τ² = {best['tau2']:.2g}"
    return told if len(main) == 1 else f"{best['tissue']}: {told}"


@styled()
def draw_forests(
    table: pd.DataFrame, studies: pd.DataFrame, chosen: Sequence[str]
) -> tuple[Figure, pd.DataFrame]:
    """A panel for each miRNA. Returns the figure and its numbers.

    ``table`` is the synthesis, ``studies`` the rows of the studies, both by miRNA.
    """
    forests = [lines_of(studies.loc[[name]], table.loc[[name]]) for name in chosen]
    labels = [shorten(line.name) for lines in forests for line in lines]
    left = 6 + max(text_width(labels, SMALL), 10)
    deep = max((len(lines) for lines in forests), default=1)
    across = 2 if len(chosen) > 1 and left < 45 else 1
    grid = Grid(panels=len(chosen), across=across, wide=WIDE, high=ROW * deep + 2,
                gap=NUMBERS + left + 2, between=19, left=left, foot=15)  # fmt: skip
    figure = new_figure(max(grid.width, 110), grid.foot + grid.height - 5)
    names = short_names(chosen)
    for number, (mirna, lines) in enumerate(zip(chosen, forests, strict=True)):
        x, y, wide, high = grid.place(number)
        # Panels of one figure have rows of one height, and begin at the top.
        own = ROW * len(lines) + 2
        axes = add_panel(figure, x, y + high - own, wide, own)
        _draw_lines(axes, lines)
        add_text(figure, x - left + 4, y + high + 8, names[number], fontsize=8, fontweight="bold")
        add_text(figure, x - left + 4, y + high + 3.5, describe(table.loc[[mirna]]),
                 fontsize=SMALL, color=NOTE)  # fmt: skip
    if chosen:
        add_text(figure, 4, 2.5, KEY, fontsize=SMALL - 0.4, color=NOTE)
    else:
        add_text(figure, 8, 12, "no miRNA was tested in any study", color=DARK_GREY)
    return figure, _numbers(chosen, forests)


def _draw_lines(axes: Axes, lines: Sequence[Line]) -> None:
    limit = _limit(lines)
    axes.axvline(0, color=GREY, linewidth=0.6, zorder=0)
    places = np.arange(len(lines)) + 0.5
    for y, line in zip(places, lines, strict=True):
        if line.kind == UNTESTABLE:
            axes.text(0, y, f"not testable: {line.missing}", fontsize=SMALL - 0.4, color=NOTE,
                      style="italic", ha="center", va="center_baseline",
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})  # fmt: skip
            continue
        if line.kind == STUDY:
            _draw_study(axes, y, line, limit)
        else:
            _draw_estimate(axes, y, line, limit)
        told = f"{line.change:+.2f} [{line.low:.2f}, {line.high:.2f}]".replace(
            "-", "\N{MINUS SIGN}"
        )
        axes.text(1.03, y, told, fontsize=SMALL, va="center_baseline",
                  transform=axes.get_yaxis_transform())  # fmt: skip
    labels = [shorten(line.name) for line in lines]
    axes.set_yticks(places, labels, fontsize=SMALL)
    for label, line in zip(axes.get_yticklabels(), lines, strict=True):
        label.set_fontweight("bold" if line.kind == ESTIMATE and line.main else "normal")
        label.set_color(NOTE if line.kind == UNTESTABLE or not line.main else BLACK)
    axes.set(xlim=(-limit, limit), ylim=(len(lines) + 0.1, -0.1))
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=SMALL)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("log₂ fold change, 95 % interval", fontsize=SMALL, labelpad=1.5)


def _limit(lines: Sequence[Line]) -> float:
    """How far the axis goes to either side."""
    changes = [abs(line.change) for line in lines if line.kind != UNTESTABLE]
    ends = [abs(end) for line in lines for end in (line.low, line.high, *line.ahead)
            if np.isfinite(end)]  # fmt: skip
    return 1.05 * max(min(max(ends, default=1), FARTHEST * max(changes, default=1)), 0.5)


def _draw_study(axes: Axes, y: float, line: Line, limit: float) -> None:
    _draw_interval(axes, y, (line.low, line.high), limit, color=BLACK, linewidth=0.8)
    share = 0.2 if np.isnan(line.weight) else line.weight
    axes.plot(line.change, y, "s", color=BLUE, markersize=1.6 + 3.4 * np.sqrt(share), zorder=3,
              markeredgecolor="none")  # fmt: skip


def _draw_estimate(axes: Axes, y: float, line: Line, limit: float) -> None:
    if np.isfinite(line.ahead).all():
        _draw_interval(axes, y, line.ahead, limit, color=GREY, linewidth=1.6)
    colour = BLACK if line.main else GREY
    low, high = np.clip((line.low, line.high), -limit, limit)
    axes.fill([low, line.change, high, line.change], [y, y - 0.3, y, y + 0.3], color=colour,
              linewidth=0, zorder=3)  # fmt: skip


def _draw_interval(
    axes: Axes, y: float, ends: tuple[float, float], limit: float, **look: object
) -> None:
    low, high = np.clip(ends, -limit, limit)
    axes.plot([low, high], [y, y], zorder=2, solid_capstyle="butt", **look)  # type: ignore[arg-type]
    for end, drawn, marker in ((ends[0], low, "<"), (ends[1], high, ">")):
        if end != drawn:
            axes.plot(drawn, y, marker, color=look["color"], markersize=2.6, clip_on=False,
                      markeredgecolor="none", zorder=3)  # fmt: skip


def _numbers(chosen: Sequence[str], forests: Sequence[Sequence[Line]]) -> pd.DataFrame:
    rows = [
        (mirna, line.name, line.kind, line.change, line.low, line.high, line.missing)
        for mirna, lines in zip(chosen, forests, strict=True)
        for line in lines
    ]
    return pd.DataFrame(rows, columns=list(FOREST.header)).set_index("mirna")


def main(job: Job) -> None:
    table = SYNTHESIS.read_frame(job.input.table)
    studies = STUDIES.read_frame(job.input.studies)
    chosen = choose(table, job.params.shown, MOST)
    figure, numbers = draw_forests(table, studies, chosen)
    save(figure, job.output)
    FOREST.write_frame(job.output.table, numbers)


if __name__ == "__main__":
    run(main)
