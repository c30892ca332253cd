"""Draw the p-values of a contrast, judge their distribution, and say what to do about it."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mirtrd.core.documents import write_document
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.expression.pvalues import ADVICE, judge, null_share, shapes
from mirtrd.expression.tables import EXPRESSION, PVALUES
from mirtrd.figures.page import add_panel, add_text, new_figure
from mirtrd.figures.palettes import BLUE, DARK_GREY, VERMILION
from mirtrd.figures.style import save, styled

BINS = 20


@styled()
def draw_pvalues(pvalues: NDArray[np.float64], contrast: Contrast) -> tuple[Figure, pd.DataFrame]:
    """The histogram of p-values with the level of the nulls, and its numbers."""
    edges = np.linspace(0, 1, BINS + 1)
    counts, _ = np.histogram(pvalues, edges)
    verdict, share = judge(pvalues), null_share(pvalues)
    lines = textwrap.wrap(f"{verdict.capitalize()}. {ADVICE[verdict]}", 74, break_on_hyphens=False)
    foot = 3.2 * len(lines)
    figure = new_figure(100, 78 + foot)
    axes = add_panel(figure, 14, 15 + foot, 82, 54)
    axes.bar(
        edges[:-1],
        counts,
        width=1 / BINS,
        align="edge",
        color=BLUE,
        edgecolor="white",
        linewidth=0.5,
    )
    if len(pvalues):
        level = share * len(pvalues) / BINS
        label = f"expected without differences ({share:.0%} of the miRNAs)"
        dashes = (0, (4, 2))
        axes.axhline(level, color=VERMILION, linewidth=0.9, linestyle=dashes, label=label)
        axes.legend(loc="upper right", handlelength=2.2)
        axes.set_ylim(0, 1.22 * max(counts.max(), level))
    axes.set(xlim=(0, 1), xlabel="p-value", ylabel="miRNAs")
    add_text(figure, 14, 72.5 + foot, contrast.title, fontweight="bold")
    add_text(figure, 96, 72.5 + foot, f"{len(pvalues):,} p-values", ha="right")
    text = "\n".join(lines)
    add_text(figure, 4, 2 + foot, text, fontsize=6.5, color=DARK_GREY, va="top", linespacing=1.3)
    table = pd.DataFrame({"from": edges[:-1], "to": edges[1:], "mirnas": counts})
    return figure, table.set_index("from")


def main(job: Job) -> None:
    table = EXPRESSION.read_frame(job.input.expression)
    pvalues = table["pvalue"].dropna().to_numpy(dtype=float)
    figure, numbers = draw_pvalues(pvalues, Contrast.from_param(job.params.contrast))
    save(figure, job.output.svg, job.output.png)
    PVALUES.write_frame(job.output.table, numbers)
    verdict, share = judge(pvalues), null_share(pvalues)
    summary = {
        "pvalues": len(pvalues),
        "verdict": verdict,
        "what_to_do": ADVICE[verdict],
        "share_without_difference": None if np.isnan(share) else round(share, 4),
        "shapes": {name: found for name, found in shapes(pvalues).items() if len(pvalues)},
    }
    write_document(job.output.summary, summary)


if __name__ == "__main__":
    run(main)
