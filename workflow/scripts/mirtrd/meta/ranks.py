"""Robust rank aggregation: miRNAs that stand higher on published lists than chance would put them.

Kolde et al. 2012, doi:10.1093/bioinformatics/btr709.
"""

import numpy as np
from scipy.stats import beta

from mirtrd.statistics.arrays import Array


def aggregate(ranks: Array) -> Array:
    """rho of each miRNA (rows), by its ranks on all lists (columns) as shares of the miRNAs tested.

    A miRNA that is not on a list has rank 1 there. If it stood anywhere by chance, the k-th
    smallest of n ranks would be beta-distributed with k and n - k + 1; rho is the smallest of these
    chances, times their number.
    """
    number = ranks.shape[1]
    places = np.arange(1, number + 1)
    chances = beta.cdf(np.sort(ranks, axis=1), places, number - places + 1)
    return np.minimum(number * chances.min(axis=1), 1)
