"""Draw the p-values of a contrast and those with permuted labels, judge them, say what to do."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mirtrd.core.documents import write_document
from mirtrd.core.job import Job, run
from mirtrd.design.contrasts import Contrast
from mirtrd.expression.asked import read_question
from mirtrd.expression.tables import EXPRESSION
from mirtrd.figures.page import LINE, add_heading, add_lines, add_panel, add_text, new_figure, wrap
from mirtrd.figures.palettes import BLACK, DARK_GREY
from mirtrd.figures.style import save, styled
from mirtrd.robustness.pvalues import (
    ADVICE,
    BINS,
    EDGES,
    FEWEST_PERMUTATIONS,
    count_bins,
    judge_table,
    null_share,
    small_share,
)
from mirtrd.robustness.tables import PERMUTATIONS, PVALUES
from mirtrd.statistics.arrays import Array


@styled()
def draw_pvalues(
    pvalues: Array,
    permuted: NDArray[np.intp],
    verdict: str,
    contrast: Contrast,
    asked: str = "",
) -> tuple[Figure, pd.DataFrame]:
    """The histogram of p-values with the range of those with permuted labels (permutations x
    intervals), and its numbers."""
    counts = count_bins(pvalues)
    table = pd.DataFrame({"from": EDGES[:-1], "to": EDGES[1:], "mirnas": counts})
    enough = len(permuted) >= FEWEST_PERMUTATIONS
    table["permuted"] = permuted.mean(axis=0) if enough else np.nan
    low = high = np.full(len(BINS), np.nan)
    if enough:
        low, high = np.quantile(permuted, [0.025, 0.975], axis=0)
    table["permuted_low"], table["permuted_high"] = low, high
    lines = wrap(f"{verdict.capitalize()}. {ADVICE[verdict]}", 92)
    question = wrap(asked, 82)
    foot, above = LINE * len(lines), LINE * len(question)
    figure = new_figure(100, 78 + foot + above)
    axes = add_panel(figure, 14, 15 + foot, 82, 54)
    axes.bar(
        EDGES[:-1],
        counts,
        width=EDGES[1],
        align="edge",
        color=DARK_GREY,
        edgecolor="white",
        linewidth=0.5,
    )
    if enough:
        label = f"95 % of {len(permuted):,} permutations of the labels"
        axes.stairs(high, EDGES, color=BLACK, linewidth=0.9, label=label)
        axes.stairs(low, EDGES, color=BLACK, linewidth=0.9)
    elif len(pvalues):
        level, share = null_share(pvalues) * len(pvalues) / len(BINS), null_share(pvalues)
        label = f"expected without differences ({share:.0%} of the miRNAs)"
        dashes = (0, (4, 2))
        axes.axhline(level, color=BLACK, linewidth=0.9, linestyle=dashes, label=label)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper right", handlelength=2.2)
        axes.set_ylim(
            0, 1.22 * max(counts.max(initial=0), 1 if np.isnan(high).any() else max(high.max(), 1))
        )
    axes.set(xlim=(0, 1), xlabel="p-value", ylabel="miRNAs")
    top = 72.5 + foot + above
    add_heading(figure, 14, top, contrast.title, question)
    add_text(figure, 96, top, f"{len(pvalues):,} p-values", ha="right")
    add_lines(figure, 4, 2 + foot, lines)
    return figure, table.set_index("from")


def main(job: Job) -> None:
    table = EXPRESSION.read_frame(job.input.expression)
    pvalues = table["pvalue"].dropna().to_numpy(dtype=float)
    rows = PERMUTATIONS.read_frame(job.input.permutations).drop(index="observed")
    permuted = rows[list(BINS)].to_numpy(dtype=int)
    verdict = judge_table(pvalues, rows)
    contrast = Contrast.from_param(job.params.contrast)
    asked = read_question(job.input.fit, contrast)
    figure, numbers = draw_pvalues(pvalues, permuted, verdict, contrast, asked)
    save(figure, job.output)
    PVALUES.write_frame(job.output.table, numbers)
    share = null_share(pvalues)
    summary = {
        "pvalues": len(pvalues),
        "permutations": len(permuted),
        "verdict": verdict,
        "what_to_do": ADVICE[verdict],
        "share_without_difference": None if np.isnan(share) else round(share, 4),
        "small_p_share": round(small_share(count_bins(pvalues)), 4),
    }
    write_document(job.output.summary, summary)


if __name__ == "__main__":
    run(main)
