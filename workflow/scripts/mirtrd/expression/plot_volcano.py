"""Draw the volcano plot of a contrast and list its numbers."""

import textwrap
from collections import Counter
from collections.abc import Collection

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.OLD import read_expression, write_table
from mirtrd.expression.looks import STATUS_COLOURS
from mirtrd.figures.labels import place_labels
from mirtrd.figures.names import short_names
from mirtrd.figures.page import add_legend, add_panel, add_text, new_figure
from mirtrd.figures.palettes import BLACK, DARK_GREY
from mirtrd.figures.style import save, styled

TOP_HITS = 12
TOP_PROPOSED = 8
MOST_NAMED = 8
SMALLEST_P = np.finfo(float).tiny  # a p-value of 0 is drawn here


def read_proposed(path: str) -> list[str]:
    """The miRNAs that published work reports on, those with most reports first."""
    return [name for name, _ in Counter(pd.read_csv(path, sep="\t")["mirna"]).most_common()]


def mark_proposed(mirnas: pd.Series, proposed: Collection[str]) -> pd.Series:
    """Whether each miRNA, or any member of a group joined with slashes, is proposed (bool)."""
    names = set(proposed)
    return mirnas.map(lambda name: not names.isdisjoint(name.split("/"))).astype(bool)


def significance_line(pvalue: pd.Series, padj: pd.Series, alpha: float) -> float | None:
    """The largest p-value whose adjusted p-value is below alpha; None if there is none.

    Benjamini-Hochberg keeps the order of the p-values, so this line parts the significant
    from the others.
    """
    significant = pvalue[padj < alpha]
    return float(significant.max()) if len(significant) else None


def choose_labels(points: pd.DataFrame) -> list[str]:
    """The miRNAs to be named, the smallest p-value first.

    These are the best hits, as many up as down if there are enough of both, and the best of
    the significant ones that are proposed.
    """
    ranked = points.loc[points["status"].isin(["up", "down", "changed"])].sort_values(
        "pvalue", kind="stable"
    )
    up, down = (list(ranked.loc[ranked["status"] == way, "mirna"]) for way in ("up", "down"))
    half = TOP_HITS // 2
    ups = max(half, TOP_HITS - len(down))
    chosen = {*up[:ups], *down[: max(half, TOP_HITS - len(up))]}
    chosen |= set(ranked.loc[ranked["proposed"], "mirna"].head(TOP_PROPOSED))
    chosen |= set(ranked.loc[ranked["status"] == "changed", "mirna"].head(TOP_HITS))
    return [name for name in ranked["mirna"] if name in chosen]


def not_testable_note(expression: pd.DataFrame, proposed: Collection[str]) -> str:
    """What became of the proposed miRNAs of which the data say nothing, in a sentence or two."""
    rows = expression.loc[mark_proposed(expression["mirna"], proposed)]
    rows = rows.loc[rows["status"] == "not testable"]
    known = {member for name in expression["mirna"] for member in name.split("/")}
    absent = len(set(proposed) - known)
    note = f"Reported in published work but not testable here: {len(rows)}"
    if 0 < len(rows) <= MOST_NAMED:
        note += f" ({', '.join(short_names(rows['mirna']))})"
    elif len(rows):
        reasons = rows["reason"].value_counts().sort_index()
        note += f" ({', '.join(f'{count} {reason}' for reason, count in reasons.items())})"
        rank = {name: place for place, name in enumerate(proposed)}
        first = rows["mirna"].map(lambda name: min(rank.get(m, len(rank)) for m in name.split("/")))
        most = rows["mirna"].loc[first.sort_values(kind="stable").index[:MOST_NAMED]]
        note += f", among them {', '.join(short_names(most))}"
    return note + (f"; not in the reference: {absent}." if absent else ".")


@styled()
def draw_volcano(
    expression: pd.DataFrame,
    proposed: Collection[str],
    contrast: Contrast,
    alpha: float,
) -> tuple[Figure, pd.DataFrame]:
    """The volcano plot of the testable miRNAs and its numbers, one row for each of them."""
    points = expression.loc[expression["status"].isin(STATUS_COLOURS)].reset_index(drop=True)
    points["proposed"] = mark_proposed(points["mirna"], proposed)
    places = np.column_stack(
        [points["log2FoldChange"], -np.log10(points["pvalue"].clip(lower=SMALLEST_P))]
    )
    note = textwrap.fill(not_testable_note(expression, proposed), 80, break_on_hyphens=False)
    foot = 3.1 * max(0, note.count("\n") - 2)  # mm, for more than three lines
    figure = new_figure(120, 128 + foot)
    axes = add_panel(figure, 15, 37 + foot, 102, 82)
    handles = _draw_points(axes, points, places, contrast.status_labels)
    line = significance_line(points["pvalue"], points["padj"], alpha)
    if line is not None:
        handles.append(
            axes.axhline(
                -np.log10(max(line, SMALLEST_P)),
                color=DARK_GREY,
                linewidth=0.6,
                linestyle=(0, (4, 3)),
                zorder=1,
                label=f"adjusted p < {alpha:g} (p ≤ {line:.2g})",
            )
        )
    else:
        handles.append(Line2D([], [], linestyle="", label=f"none with adjusted p < {alpha:g}"))
    widest, highest = np.nanmax(np.abs(places), axis=0) if len(places) else (1, 1)
    widest, highest = widest or 1, highest or 1
    axes.set(
        xlim=(-1.3 * widest, 1.3 * widest),
        ylim=(-0.03 * highest, 1.12 * highest),
        xlabel=contrast.axis_label,
        ylabel="\N{MINUS SIGN}log₁₀ p-value",
    )
    labelled = _label(axes, points, places, line)
    points["labelled"] = points["mirna"].isin(labelled)
    add_text(figure, 15, 122 + foot, contrast.title, fontweight="bold")
    add_text(
        figure,
        117,
        122 + foot,
        f"{len(points):,} of {len(expression):,} miRNAs testable",
        ha="right",
    )
    add_legend(
        figure,
        15,
        102,
        handles=handles,
        ncols=2,
        columnspacing=2,
        handlelength=1.6,
        handletextpad=0.6,
    )
    add_text(
        figure, 15, 12.5 + foot, note, fontsize=6.5, color=DARK_GREY, va="top", linespacing=1.3
    )
    columns = ["mirna", "log2FoldChange", "pvalue", "padj", "status", "proposed", "labelled"]
    return figure, points[columns]


def _draw_points(axes, points: pd.DataFrame, places: np.ndarray, names: dict[str, str]) -> list:
    handles = []
    for status, colour in STATUS_COLOURS.items():
        chosen = (points["status"] == status).to_numpy()
        # Only likelihood-ratio tests have what changed without a direction, and they only that.
        if not chosen.any() and (status == "changed") != (points["status"] == "changed").any():
            continue
        handles.append(
            axes.scatter(
                *places[chosen].T,
                s=9,
                color=colour,
                linewidths=0,
                clip_on=False,
                zorder=2,
                label=f"{names.get(status, status)} ({chosen.sum():,})",
            )
        )
    handles.reverse()
    ringed = points["proposed"].to_numpy(dtype=bool)
    handles.append(
        axes.scatter(
            *places[ringed].T,
            s=26,
            facecolors="none",
            edgecolors=BLACK,
            linewidths=0.7,
            clip_on=False,
            zorder=3,
            label=f"reported in published work ({ringed.sum():,})",
        )
    )
    if points.empty:
        axes.text(
            0.5, 0.5, "no miRNA is testable", transform=axes.transAxes, ha="center", color=DARK_GREY
        )
    return handles


def _label(axes, points: pd.DataFrame, places: np.ndarray, line: float | None) -> list[str]:
    names = choose_labels(points)
    if not names:
        return []
    targets = places[pd.Index(points["mirna"]).get_indexer(names)]
    dashes = np.empty((0, 2))
    if line is not None:
        x = np.linspace(*axes.get_xlim(), 200)
        dashes = np.column_stack([x, np.full_like(x, -np.log10(max(line, SMALLEST_P)))])
    short = dict(zip(points["mirna"], short_names(points["mirna"]), strict=True))
    written = place_labels(
        axes, targets, [short[name] for name in names], np.vstack([places, dashes])
    )
    return [name for name, there in zip(names, written, strict=True) if there]


def main(job: Job) -> None:
    expression = read_expression(job.input.expression)
    proposed = read_proposed(job.input.evidence)
    contrast = Contrast.from_param(job.params.contrast)
    figure, table = draw_volcano(expression, proposed, contrast, job.params.alpha)
    save(figure, job.output.svg, job.output.png)
    write_table(table, job.output.table)


if __name__ == "__main__":
    run(main)
