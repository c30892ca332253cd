"""Draw how often targets of the calls are in sets of genes, next to random miRNAs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mirtrd.core.job import Job, run
from mirtrd.core.texts import shorten
from mirtrd.design.contrasts import Contrast
from mirtrd.expression.asked import read_question
from mirtrd.expression.looks import STATUS_COLOURS
from mirtrd.figures.page import (
    LINE,
    add_heading,
    add_legend,
    add_panel,
    new_figure,
    text_width,
    wrap,
)
from mirtrd.figures.palettes import BLACK, DARK_GREY, GREY
from mirtrd.figures.points import dot
from mirtrd.figures.scales import log_axis
from mirtrd.figures.style import save, styled
from mirtrd.targets.tables import ENRICHMENT, GENE_SETS, THEMES

# Sets besides the themes, those with the least p-value.
MOST_SETS = 8
# Smaller p-values are drawn here, as an arrow.
SMALLEST = 1e-12
LONGEST = 50  # letters of the name of a set
ROW, HEADER, PANEL, GAP = 3.6, 5.0, 52.0, 6.0  # mm


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the figure: a header, or what was found of a list; ``y`` is in mm from the top."""

    y: float
    header: str = ""
    found: pd.Series | None = None


def choose_rows(themes: pd.DataFrame, sets: pd.DataFrame) -> pd.DataFrame:
    """All rows of the themes, and those with a p-value of the sets that have the least."""
    least = sets["pvalue"].groupby(level=0).min().sort_values(kind="stable").dropna()
    best = list(least.index[:MOST_SETS])
    order = {name: place for place, name in enumerate(best)}
    chosen = sets[sets.index.isin(best) & sets["pvalue"].notna()]
    chosen = chosen.iloc[np.argsort(chosen.index.map(order), kind="stable")]
    return pd.concat([themes, chosen]) if len(chosen) else themes


def arrange(table: pd.DataFrame) -> tuple[list[Line], float]:
    """The rows under a header for each set, and the height of all."""
    lines: list[Line] = []
    top, last = 0.0, None
    for name, found in table.iterrows():
        if name != last:
            lines.append(Line(y=top + 0.7 * HEADER, header=shorten(str(name), LONGEST)))
            top, last = top + HEADER, name
        lines.append(Line(y=top + ROW / 2, found=found))
        top += ROW
    return lines, top


def label_of(found: pd.Series) -> str:
    """What a row is about."""
    if not found["support"]:
        return f"{found['list']}"
    number = int(found["mirnas"])
    return f"{found['list']}, {found['support']} ({number} miRNA{'s' if number != 1 else ''})"


@styled()
def draw_enrichment(table: pd.DataFrame, contrast: Contrast, asked: str = "") -> Figure:
    """Shares of targets beside those of random lists, and p-values; ``table`` is as THEMES, and
    ``asked`` stands below the title."""
    lines, high = arrange(table)
    rows = [line.found for line in lines if line.found is not None]
    left = 5 + max(text_width([label_of(found) for found in rows], 7), 30)
    foot, width = 11, left + 2 * PANEL + GAP + 6
    said = wrap(asked, width - 8)
    above = LINE * len(said)
    head = 22 + above
    figure = new_figure(width, foot + high + head)
    shares = add_panel(figure, left, foot, PANEL, high)
    pvalues = add_panel(figure, left + PANEL + GAP, foot, PANEL, high)
    for axes in (shares, pvalues):
        axes.set(ylim=(high, 0), yticks=[])
        axes.spines["left"].set_visible(False)
    for line in lines:
        if line.found is None:
            shares.text(-left / PANEL + 0.04, line.y, line.header, fontweight="bold", fontsize=7.5,
                        transform=shares.get_yaxis_transform(), va="center")  # fmt: skip
    tested = [line for line in lines if line.found is not None]
    shares.set_yticks([line.y for line in tested], [label_of(found) for found in rows])
    shares.tick_params(axis="y", length=0)
    _draw_shares(shares, tested)
    _draw_pvalues(pvalues, tested)
    title = f"Targets of the calls: {contrast.title}"
    add_heading(figure, 4, foot + high + head - 6, title, said)
    seen = [found for found in rows if not pd.isna(found["pvalue"])] or rows
    _add_legends(figure, left, above, [str(found["list"]) for found in seen])
    return figure


def _draw_shares(axes: Axes, lines: Sequence[Line]) -> None:
    for line in lines:
        found = line.found
        assert found is not None
        if pd.isna(found["pvalue"]):
            axes.text(0.02, line.y, str(found["reason"]), fontsize=6.5, color=DARK_GREY,
                      transform=axes.get_yaxis_transform(), va="center")  # fmt: skip
            continue
        low, high = 100 * found["chance_low"], 100 * found["chance_high"]
        axes.plot([low, high], [line.y] * 2, color=GREY, linewidth=3, solid_capstyle="butt")
        axes.plot(100 * found["chance"], line.y, "|", color=BLACK, markersize=5)
        axes.plot(100 * found["share"], line.y, "o", markersize=4, clip_on=False,
                  color=STATUS_COLOURS[str(found["list"])])  # fmt: skip
    axes.set(xlim=(0, None), xlabel="share of the targets in the set (%)")


def _draw_pvalues(axes: Axes, lines: Sequence[Line]) -> None:
    axes.set_xscale("log")
    axes.axvline(0.05, color=DARK_GREY, linewidth=0.6, linestyle=(0, (4, 3)), zorder=0)
    least = 1e-4
    for line in lines:
        found = line.found
        assert found is not None
        if pd.isna(found["pvalue"]):
            continue
        ours, usual = found["pvalue"], max(found["pvalue_usual"], SMALLEST)
        least = min(least, ours, usual)
        axes.plot([ours, usual], [line.y] * 2, color=GREY, linewidth=0.7, zorder=1)
        marker = "<" if found["pvalue_usual"] < SMALLEST else "o"
        axes.plot(usual, line.y, marker, markersize=4, markerfacecolor="white",
                  markeredgecolor=DARK_GREY, markeredgewidth=0.8, clip_on=False)  # fmt: skip
        axes.plot(ours, line.y, "o", markersize=4, clip_on=False,
                  color=STATUS_COLOURS[str(found["list"])])  # fmt: skip
    axes.set(xlim=(1, least / 2), xlabel="p-value (not adjusted; dashed: 0.05)")
    log_axis(axes.xaxis)


def _add_legends(figure: Figure, left: float, above: float, lists: Sequence[str]) -> None:
    """What the marks of the two panels are; ``above`` is the height of what is below the title."""
    colours = {name: STATUS_COLOURS[name] for name in dict.fromkeys(lists)}
    called = [dot(f"{name}: observed", color=colour, marker="o", markersize=4)
              for name, colour in colours.items()]  # fmt: skip
    chance = Line2D([], [], color=GREY, linewidth=3, label="random miRNAs: 95 %, median",
                    marker="|", markeredgecolor=BLACK, markersize=5)  # fmt: skip
    add_legend(figure, left, 9 + above, handles=[*called, chance], ncols=1, handlelength=1.4,
               labelspacing=0.25)  # fmt: skip
    ours = [dot("random miRNAs (to go by)", color=colour, marker="o", markersize=4)
            for colour in list(colours.values())[:1]]  # fmt: skip
    usual = dot("random genes (the usual test)", marker="o", markersize=4,
                markerfacecolor="white", markeredgecolor=DARK_GREY)  # fmt: skip
    add_legend(figure, left + PANEL + GAP, 9 + above, handles=[*ours, usual], handlelength=1.4,
               labelspacing=0.25)  # fmt: skip


def main(job: Job) -> None:
    themes = THEMES.read_frame(job.input.themes)
    table = choose_rows(themes, GENE_SETS.read_frame(job.input.gene_sets))
    contrast = Contrast.from_param(job.params.contrast)
    asked = read_question(job.input.fit, contrast)
    save(draw_enrichment(table, contrast, asked), job.output)
    ENRICHMENT.write_frame(job.output.table, table[list(ENRICHMENT.header[1:])])


if __name__ == "__main__":
    run(main)
