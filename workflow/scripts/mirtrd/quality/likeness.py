"""How much the profiles of two samples differ, beyond what sampling explains."""

import numpy as np

from mirtrd.statistics.arrays import Array

# Fewer reads of a miRNA in both samples together tell nothing of their difference.
MIN_READS = 20
# Variance beyond sampling that the weights are made for: a coefficient of variation of 10 %.
EXPECTED = 0.1**2
# One-sided 99.9 % limit: of all pairs of a cohort some are alike by chance.
Z = 3.09


def excess_variance(first: Array, others: Array) -> tuple[Array, Array]:
    """How much the profile of a sample varies against others, beyond what sampling explains.

    ``first`` is the counts of miRNAs, ``others`` miRNAs x samples. Returns for each of the
    others the squared coefficient of variation of a miRNA between two samples (0 for two draws
    from one library; by chance it may be negative), and its standard error if that were EXPECTED;
    NaN where there is nothing to compare.

    Given the sum t of the two counts of a miRNA, and the share r of the first sample in all
    reads, the first count of two draws from one library is binomial (t, r). Variation by c adds
    2 r (1 - r) t c^2 to the chi-square of the miRNA, which is 1 on average.
    """
    first = first[:, None].astype(float)
    total = first + others
    with np.errstate(divide="ignore", invalid="ignore"):
        share = first.sum() / total.sum(axis=0)
        information = np.where(total >= MIN_READS, 2 * share * (1 - share) * total, 0)
        chi_square = (first - share * total) ** 2 / (total * share * (1 - share))
        noise = 1 + information * EXPECTED
        weight = (information / noise) ** 2
        estimate = np.where(information > 0, weight * (chi_square - 1) / information, 0)
        variance = np.where(information > 0, 2 * weight, 0)
        estimate = estimate.sum(axis=0) / weight.sum(axis=0)
        error = np.sqrt(variance.sum(axis=0)) / weight.sum(axis=0)
    return estimate, error


def limit_variance(estimate: Array, error: Array) -> Array:
    """The upper 99.9 % limit of such a variance; infinite where there is nothing to compare."""
    return np.where(np.isnan(estimate), np.inf, np.maximum(estimate, 0) + Z * error)
