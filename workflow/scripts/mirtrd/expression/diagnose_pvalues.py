"""Draw the p-values of a contrast, judge their distribution, and say what to do about it."""

import json
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import binomtest

from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.OLD import read_expression, write_table
from mirtrd.figures.page import add_panel, add_text, new_figure
from mirtrd.figures.palettes import BLUE, DARK_GREY, VERMILION
from mirtrd.figures.style import save, styled

BINS = 20
FEWEST = 50
# What must be seen before a shape is named: this ratio of densities, at this p-value.
RATIO, CONFIDENCE = 1.4, 0.01
SHAPES = {
    "hill": ((0.8, 1.0), (0.4, 0.8)),
    "peak": ((0.0, 0.05), (0.4, 0.8)),
    "slope": ((0.05, 0.4), (0.5, 1.0)),
    "dip": ((0.25, 1.0), (0.0, 0.25)),
}
ADVICE = {
    "well-behaved": "Flat, but for a peak at 0 if there are differences. False-discovery rates can "
    "be relied upon.",
    "anti-conservative": "Too many small p-values, and not only very small ones. Either the "
    "design lacks something that makes samples alike (batch, haemolysis, blood cells, the same "
    "person twice), or many miRNAs differ a little. Look in the components figure for a column "
    "that belongs into the design, and compare with the permutations.",
    "conservative": "Too few small p-values: power is lost. Either a strong source of variation "
    "is missing from the design (see the components figure), single samples inflate the "
    "dispersions (see the PCA), or counts are so low that p-values near 1 pile up (raise "
    "expression.min_count).",
    "bimodal": "A hill at 1 next to the peak at 0: for some miRNAs the test does not fit, often "
    "those with few reads or with reads in one batch only. Look at the miRNAs with p-values near "
    "1, and raise expression.min_count.",
    "not judged": f"Fewer than {FEWEST} p-values have no shape to judge.",
}


def shapes(pvalues: np.ndarray) -> dict[str, bool]:
    """Which of SHAPES the p-values have: a first interval that is denser than a second one.

    Denser by RATIO at least, and so by a binomial test at CONFIDENCE.
    """

    def number(low: float, high: float) -> int:
        # Zero belongs to the first interval, each other limit to the interval below it.
        return int(((pvalues > low) & (pvalues <= high)).sum() + (low == 0) * (pvalues == 0).sum())

    found = {}
    for name, (first, second) in SHAPES.items():
        ours, others = number(*first), number(*second)
        widths = first[1] - first[0], second[1] - second[0]
        share = widths[0] / sum(widths)
        dense = ours / widths[0] >= RATIO * others / widths[1]
        total = ours + others
        test = binomtest(ours, total, share, alternative="greater") if total else None
        found[name] = bool(dense and test is not None and test.pvalue < CONFIDENCE)
    return found


def judge(pvalues: np.ndarray) -> str:
    """The verdict on a distribution of p-values: a key of ADVICE."""
    if len(pvalues) < FEWEST:
        return "not judged"
    found = shapes(pvalues)
    if found["hill"] and found["peak"]:
        return "bimodal"
    if found["hill"] or found["dip"]:
        return "conservative"
    return "anti-conservative" if found["slope"] else "well-behaved"


def null_share(pvalues: np.ndarray) -> float:
    """The share of miRNAs without a difference: Storey's estimate (2002,
    doi:10.1111/1467-9868.00346) with lambda 0.5, at most 1; NaN without p-values."""
    return min(1.0, 2 * float((pvalues > 0.5).mean())) if len(pvalues) else float("nan")


@styled()
def draw_pvalues(pvalues: np.ndarray, contrast: Contrast) -> tuple[Figure, pd.DataFrame]:
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
    return figure, pd.DataFrame({"from": edges[:-1], "to": edges[1:], "mirnas": counts})


def main(job: Job) -> None:
    table = read_expression(job.input.expression)
    pvalues = table["pvalue"].dropna().to_numpy(dtype=float)
    figure, numbers = draw_pvalues(pvalues, Contrast.from_param(job.params.contrast))
    save(figure, job.output.svg, job.output.png)
    write_table(numbers, job.output.table)
    verdict, share = judge(pvalues), null_share(pvalues)
    summary = {
        "pvalues": len(pvalues),
        "verdict": verdict,
        "what_to_do": ADVICE[verdict],
        "share_without_difference": None if np.isnan(share) else round(share, 4),
        "shapes": {name: found for name, found in shapes(pvalues).items() if len(pvalues)},
    }
    Path(job.output.summary).write_text(json.dumps(summary, indent=2) + "\n")


if __name__ == "__main__":
    run(main)
