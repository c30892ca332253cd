"""The p-values of a contrast next to those with permuted labels: does the test keep to its rate?

Under permuted labels no miRNA differs, and what makes miRNAs rise and fall together stays. So a
test whose p-values are too small or too large there is wrong on these data, whatever the true
labels give; of these alone nobody can tell many small differences from a wrong test.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binomtest

from mirtrd.statistics.arrays import Array

# The upper ends of the intervals of the histograms, as names of columns.
EDGES = np.linspace(0, 1, 21)
BINS = tuple(f"p_{edge:.2f}" for edge in EDGES[1:])
# What has few p-values or few permutations has no verdict.
FEWEST_PVALUES, FEWEST_PERMUTATIONS = 50, 20
# The share of p-values up to 0.05 with permuted labels, over 0.05, beyond which (or below whose
# inverse) the test is wrong; standard errors that are a sixth off are beyond. With 1.4, five of 20
# random halves of a real group (6 + 6) were called wrong.
RATIO = 2.0
# A tenth of the permutations with a call, and surely more than one in 20, is a hidden factor: of
# miRNAs that vary each for itself, the procedure calls any in one cohort of 20.
WITH_CALL, CONFIDENCE = 0.1, 0.01
ADVICE = {
    "well-behaved": "With permuted labels the p-values are spread about evenly: nothing speaks "
    "against the error rates. Standard errors that are off by less than a sixth would not show.",
    "anti-conservative": "With permuted labels, too, there are too many small p-values: more of "
    "the called are false than the rate says. Look for outlying samples (PCA) and for low counts "
    "(raise expression.min_count), and trust the permutations rather than adjusted p-values.",
    "conservative": "With permuted labels there are too few small p-values: power is lost. Look "
    "for outlying samples (PCA), for a strong source of variation that is missing from the design "
    "(components figure), and for low counts (raise expression.min_count).",
    "hidden factor": "Permuted labels, too, often give calls: something that the design lacks "
    "makes miRNAs rise and fall together in some samples (batch, haemolysis, blood cells, the same "
    "person twice). Whether it goes with the groups cannot be told from the p-values. Look in the "
    "components figure for a column that belongs into the design.",
    "cannot be told": "There are too few permutations of the labels to judge by. From the p-values "
    "alone, many small differences look like a test that is wrong.",
    "not judged": f"Fewer than {FEWEST_PVALUES} p-values have no shape to judge.",
}


def count_bins(pvalues: Array) -> NDArray[np.intp]:
    """The histogram of p-values over EDGES; each edge belongs to the interval below it."""
    places = np.searchsorted(EDGES[1:-1], pvalues, side="left")
    return np.bincount(places, minlength=len(BINS))


def small_share(histogram: NDArray[np.intp]) -> float:
    """The share of p-values up to 0.05; 0 without any."""
    return float(histogram[0] / max(histogram.sum(), 1))


def judge(observed: NDArray[np.intp], permuted: NDArray[np.intp], calls: NDArray[np.intp]) -> str:
    """The verdict on the p-values: a key of ADVICE.

    From the histogram with the true labels (of which only the number of p-values matters), and
    from those with permuted ones (permutations x intervals) and their numbers of ``calls``.
    """
    if observed.sum() < FEWEST_PVALUES:
        return "not judged"
    if len(permuted) < FEWEST_PERMUTATIONS:
        return "cannot be told"
    share = np.mean([small_share(histogram) for histogram in permuted]) / EDGES[1]
    if share > RATIO:
        return "anti-conservative"
    if share < 1 / RATIO:
        return "conservative"
    called = int((calls > 0).sum())
    surely = binomtest(called, len(calls), 0.05, alternative="greater").pvalue < CONFIDENCE
    if called > WITH_CALL * len(calls) and surely:
        return "hidden factor"
    return "well-behaved"


def judge_table(pvalues: Array, permuted: pd.DataFrame) -> str:
    """The verdict on p-values, from the rows of PERMUTATIONS but for that of the true labels."""
    histograms = permuted[list(BINS)].to_numpy(dtype=int)
    return judge(count_bins(pvalues), histograms, permuted["calls"].to_numpy())


def null_share(pvalues: Array) -> float:
    """The share of miRNAs without a difference: Storey's estimate (2002,
    doi:10.1111/1467-9868.00346) with lambda 0.5, at most 1; NaN without p-values."""
    return min(1.0, 2 * float((pvalues > 0.5).mean())) if len(pvalues) else float("nan")
