"""Draw the volcano plot of a contrast below the verdict on it, and list its numbers."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from mirtrd.candidates.proposed import mark_proposed, not_testable_note, read_proposed
from mirtrd.candidates.tables import VOLCANO
from mirtrd.core.documents import read_document
from mirtrd.core.features import MIRNA, NOUNS
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.expression.asked import read_question
from mirtrd.expression.looks import STATUS_COLOURS
from mirtrd.expression.tables import EXPRESSION
from mirtrd.expression.verdicts import CALLED
from mirtrd.figures.labels import place_labels
from mirtrd.figures.names import short_names
from mirtrd.figures.numbers import with_power
from mirtrd.figures.page import LINE, add_legend, add_lines, add_panel, add_text, new_figure, wrap
from mirtrd.figures.palettes import BLACK, DARK_GREY
from mirtrd.figures.style import save, styled
from mirtrd.reference.names import read_names

TOP_HITS = 12
TOP_PROPOSED = 8
WIDE = 102.0  # mm, the panel and what stands above and below it
SMALLEST_P = float(np.finfo(float).tiny)  # a p-value of 0 is drawn here


def significance_line(
    pvalue: pd.Series, padj: pd.Series, alpha: float
) -> tuple[float, float] | None:
    """The largest p-value whose adjusted p-value is below alpha, and the place between it and the
    next one at which a line is drawn; None if there is none.

    Benjamini-Hochberg keeps the order of the p-values, so this line parts the significant
    from the others.
    """
    significant = pvalue[padj < alpha]
    if not len(significant):
        return None
    last = float(significant.max())
    others = pvalue[pvalue > last]
    return last, float(np.sqrt(max(last, SMALLEST_P) * others.min())) if len(others) else last


def choose_labels(points: pd.DataFrame) -> list[str]:
    """The miRNAs to be named, the smallest p-value first.

    These are the best hits, as many up as down if there are enough of both, and the best of
    the significant ones that are proposed.
    """
    ranked = points.loc[points["status"].isin(CALLED)].sort_values("pvalue", kind="stable")
    up, down = (list(ranked.loc[ranked["status"] == way, "mirna"]) for way in ("up", "down"))
    half = TOP_HITS // 2
    ups = max(half, TOP_HITS - len(down))
    chosen = {*up[:ups], *down[: max(half, TOP_HITS - len(up))]}
    chosen |= set(ranked.loc[ranked["proposed"], "mirna"].head(TOP_PROPOSED))
    chosen |= set(ranked.loc[ranked["status"] == "changed", "mirna"].head(TOP_HITS))
    return [name for name in ranked["mirna"] if name in chosen]


@styled()
def draw_volcano(
    expression: pd.DataFrame,
    proposed: Collection[str],
    contrast: Contrast,
    alpha: float,
    noun: str = NOUNS[MIRNA],
    heading: Sequence[str] = (),
) -> tuple[Figure, pd.DataFrame]:
    """The volcano plot of the testable miRNAs and its numbers, one row for each of them.

    ``expression`` is the table of the contrast, with a column mirna, ``noun`` what that names.
    ``proposed`` is empty in a run without published evidence. ``heading`` are sentences to stand
    above it: what was asked, the verdict, what speaks against it.
    """
    points = expression.loc[expression["status"].isin(STATUS_COLOURS)].reset_index(drop=True)
    points["proposed"] = mark_proposed(points["mirna"], proposed)
    places = np.column_stack([points["log2FoldChange"], height(points["pvalue"])])
    note = not_testable_note(expression, proposed) if proposed else ""
    note = "\n".join(wrap(note, WIDE))
    remarked = bool((points["remark"] != "").any())
    head = [wrap(sentence, WIDE) for sentence in heading]
    above = LINE * sum(map(len, head)) + (2 if head else 0)
    # Of an entry more in the legend, and of more than three lines below it.
    foot = LINE * max(0, note.count("\n") - 2) + (4 if remarked else 0)
    figure = new_figure(120, 128 + foot + above)
    axes = add_panel(figure, 15, 37 + foot, 102, 82)
    handles = _draw_points(axes, points, places, contrast.status_labels)
    if points.empty:
        text = f"no {noun.removesuffix('s')} is testable"
        axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", color=DARK_GREY)
    if remarked:
        handles.append(_open_remarked(axes, points, places))
    if proposed:
        handles.append(_ring_proposed(axes, points, places))
    line = significance_line(points["pvalue"], points["padj"], alpha)
    handles.append(_draw_line(axes, line, alpha))
    widest, highest = np.nanmax(np.abs(places), axis=0) if len(places) else (1, 1)
    widest, highest = widest or 1, highest or 1
    axes.set(
        xlim=(-1.3 * widest, 1.3 * widest),
        ylim=(-0.03 * highest, 1.12 * highest),
        xlabel=contrast.axis_label,
        ylabel="\N{MINUS SIGN}log₁₀ p-value",
    )
    points["labelled"] = points["mirna"].isin(_label(axes, points, places, line))
    top = 122 + foot + above
    add_text(figure, 15, top, contrast.title, fontweight="bold")
    testable = f"{len(points):,} of {len(expression):,} {noun} testable"
    add_text(figure, 117, top, testable, ha="right")
    _write_heading(figure, top - 2, head)
    add_legend(
        figure,
        15,
        102 + above,
        handles=handles,
        ncols=2,
        columnspacing=2,
        handlelength=1.6,
        handletextpad=0.6,
    )
    add_lines(figure, 15, 12.5 + foot - (4 if remarked else 0), [note])
    return figure, points.set_index("mirna")[list(VOLCANO.header[1:])]


def _write_heading(figure: Figure, top: float, sentences: Sequence[Sequence[str]]) -> None:
    """What was asked, the verdict in black, and what speaks against it, from a height (mm)
    downwards."""
    for number, lines in enumerate(sentences):
        add_lines(figure, 15, top, lines, BLACK if number == 1 else DARK_GREY)
        top -= LINE * len(lines)


def height(pvalues: Any) -> Any:
    """Where p-values are drawn."""
    return -np.log10(np.maximum(pvalues, SMALLEST_P))


def _draw_points(
    axes: Axes, points: pd.DataFrame, places: NDArray[np.float64], names: dict[str, str]
) -> list[Any]:
    """The points by status; returns the entries of the legend."""
    handles: list[Any] = []
    for status, colour in STATUS_COLOURS.items():
        chosen = (points["status"] == status).to_numpy()
        # Only likelihood-ratio tests have what changed without a direction, and they only that.
        if not chosen.any() and (status == "changed") != (points["status"] == "changed").any():
            continue
        handles.append(
            axes.scatter(
                places[chosen, 0],
                places[chosen, 1],
                s=9,
                color=colour,
                linewidths=0,
                clip_on=False,
                zorder=2,
                label=f"{names.get(status, status)} ({chosen.sum():,})",
            )
        )
    handles.reverse()
    return handles


def _open_remarked(axes: Axes, points: pd.DataFrame, places: NDArray[np.float64]) -> PathCollection:
    """Calls with a remark as open points; returns the entry of the legend."""
    opened = points["remark"].to_numpy() != ""
    return axes.scatter(
        places[opened, 0],
        places[opened, 1],
        s=4,
        color="white",
        edgecolors=[STATUS_COLOURS[status] for status in points.loc[opened, "status"]],
        linewidths=0.7,
        clip_on=False,
        zorder=2.5,
        label=f"shrunken to near 0, or beyond ({opened.sum():,})",
    )


def _ring_proposed(axes: Axes, points: pd.DataFrame, places: NDArray[np.float64]) -> PathCollection:
    """Rings around what is proposed; returns the entry of the legend."""
    ringed = points["proposed"].to_numpy(dtype=bool)
    return axes.scatter(
        places[ringed, 0],
        places[ringed, 1],
        s=26,
        facecolors="none",
        edgecolors=BLACK,
        linewidths=0.7,
        clip_on=False,
        zorder=3,
        label=f"reported in depression ({ringed.sum():,})",
    )


def _draw_line(axes: Axes, line: tuple[float, float] | None, alpha: float) -> Line2D:
    """Dashes above which p-values are significant; returns the entry of the legend."""
    if line is None:
        return Line2D([], [], linestyle="", label=f"none with adjusted p < {alpha:g}")
    last, place = line
    return axes.axhline(
        height(place),
        color=DARK_GREY,
        linewidth=0.6,
        linestyle=(0, (4, 3)),
        zorder=1,
        label=f"adjusted p < {alpha:g} (p ≤ {with_power(last)})",
    )


def _label(
    axes: Axes, points: pd.DataFrame, places: NDArray[np.float64], line: tuple[float, float] | None
) -> list[str]:
    """Name some miRNAs, over no other point nor the dashes; returns those that are named."""
    names = choose_labels(points)
    if not names:
        return []
    targets = places[pd.Index(points["mirna"]).get_indexer(names)]
    dashes = np.empty((0, 2))
    if line is not None:
        low, high = axes.get_xlim()
        x = np.linspace(low, high, 200)
        dashes = np.column_stack([x, np.full_like(x, height(line[1]))])
    short = dict(zip(points["mirna"], short_names(points["mirna"]), strict=True))
    written = place_labels(
        axes, targets, [short[name] for name in names], np.vstack([places, dashes])
    )
    return [name for name, there in zip(names, written, strict=True) if there]


def main(job: Job) -> None:
    expression = EXPRESSION.read_frame(job.input.expression)
    name = expression.index.name
    expression = expression.rename_axis(MIRNA).reset_index()
    names = read_names(job.input.matures, job.input.hairpins, job.input.former)
    proposed = read_proposed(job.input.evidence, names)
    contrast = Contrast.from_param(job.params.contrast)
    verdict = read_document(job.input.verdict)
    asked = read_question(job.input.fit, contrast)
    heading = [asked, verdict["verdict"], *verdict["cautions"]]
    alpha = job.params.alpha
    figure, table = draw_volcano(expression, proposed, contrast, alpha, NOUNS[name], heading)
    save(figure, job.output)
    VOLCANO.write_frame(job.output.table, table.rename_axis(name))


if __name__ == "__main__":
    run(main)
