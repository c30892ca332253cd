"""The distribution of the p-values of a contrast: its shape, and what to do about it."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

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


def shapes(pvalues: NDArray[np.float64]) -> dict[str, bool]:
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


def judge(pvalues: NDArray[np.float64]) -> str:
    """The verdict on a distribution of p-values: a key of ADVICE."""
    if len(pvalues) < FEWEST:
        return "not judged"
    found = shapes(pvalues)
    if found["hill"] and found["peak"]:
        return "bimodal"
    if found["hill"] or found["dip"]:
        return "conservative"
    return "anti-conservative" if found["slope"] else "well-behaved"


def null_share(pvalues: NDArray[np.float64]) -> float:
    """The share of miRNAs without a difference: Storey's estimate (2002,
    doi:10.1111/1467-9868.00346) with lambda 0.5, at most 1; NaN without p-values."""
    return min(1.0, 2 * float((pvalues > 0.5).mean())) if len(pvalues) else float("nan")
