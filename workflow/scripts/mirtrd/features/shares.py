"""Whether the isomiRs of a miRNA change alike: tests of their shares of it.

What a miRNA does in a sample, all its isomiRs do, so that their changes are not independent, and
tests of heterogeneity that take them to be so (Cochran's Q) hardly ever find any. Within a sample,
the odds that a count of the miRNA is of one isomiR are free of that, and of the size factor. The
logarithm of each is tested by a linear model with moderated variances (``moderated_test``); the
p-values of a miRNA are combined by Simes (1986, doi:10.1093/biomet/73.3.751), as limma and edgeR do
for exons of a gene (diffSplice, Ritchie et al. 2015, doi:10.1093/nar/gkv007).
"""

import numpy as np
import pandas as pd

from mirtrd.statistics.arrays import Array
from mirtrd.statistics.moderated import moderated_test

# Added to both counts of the odds, as for empirical logits (Haldane 1956,
# doi:10.1111/j.1469-1809.1956.tb01285.x).
HALF = 0.5


def log_odds(counts: pd.DataFrame, mirnas: pd.Series) -> pd.DataFrame:
    """log2 odds that a count of the miRNA is of each isomiR, in each sample.

    ``counts`` is isomiRs x samples, ``mirnas`` the miRNA of each. All isomiRs of a miRNA have to
    be there, those that are not tested as well.
    """
    others = counts.groupby(mirnas).transform("sum") - counts
    return np.log2((counts + HALF) / (others + HALF))


def compare_shares(logs: pd.DataFrame, matrix: pd.DataFrame, coefficient: str) -> pd.DataFrame:
    """The change of the log-odds of each isomiR (log2) and its p-value; ``matrix`` is samples x
    coefficients."""
    values = logs[matrix.index].to_numpy()
    place = matrix.columns.get_loc(coefficient)
    change, pvalue = moderated_test(values, matrix.to_numpy(), place)
    return pd.DataFrame({"share_change": change, "pvalue": pvalue}, index=logs.index)


def combine(pvalues: Array) -> float:
    """One p-value of several tests of one hypothesis, by Simes: the least of n p / rank."""
    ordered = np.sort(pvalues)
    return float(np.min(len(ordered) * ordered / np.arange(1, len(ordered) + 1)))
