"""p-values of many tests at once."""

import numpy as np

from mirtrd.statistics.arrays import Array
from mirtrd.statistics.lowess import lowess


def adjust(pvalue: Array) -> Array:
    """Benjamini and Hochberg's adjusted p-values; NaN stays NaN and does not count."""
    adjusted = np.full(len(pvalue), np.nan)
    there = np.flatnonzero(~np.isnan(pvalue))
    # From the largest down, so that each of several equal ones gets the least of their values.
    falling = there[np.argsort(pvalue[there], kind="stable")[::-1]]
    ranks = np.arange(len(falling), 0, -1)
    steps = np.minimum.accumulate(pvalue[falling] * len(falling) / ranks)
    adjusted[falling] = np.minimum(steps, 1)
    return adjusted


def adjust_filtered(pvalue: Array, base_means: Array, alpha: float) -> Array:
    """Adjusted p-values after DESeq2's independent filtering on the mean of normalised counts.

    Of the thresholds at 50 quantiles of the mean, the lowest that gives about as many calls as any
    (within the scatter around a smooth curve); of 10 calls or fewer, no threshold.
    """
    least = (base_means == 0).mean()
    quantiles = np.linspace(least, 0.95 if least < 0.95 else 1, 50)
    cutoffs = np.quantile(base_means, quantiles)
    results = [adjust(np.where(base_means >= cutoff, pvalue, np.nan)) for cutoff in cutoffs]
    found = np.array([(np.nan_to_num(r, nan=1.0) < alpha).sum() for r in results])
    chosen = 0
    if found.max() > 10:
        smooth = lowess(quantiles, found.astype(float), 0.2)
        residuals = (found - smooth)[found > 0]
        enough = found > smooth.max() - np.sqrt((residuals**2).mean())
        chosen = int(np.argmax(enough))
    return results[chosen]
