"""Ways to scale libraries, other than the one of the main fit, to see what depends on it.

Each takes counts (miRNAs x samples, numbers over the testable miRNAs only) and returns a factor
for each sample, with geometric mean 1: counts divided by it can be compared between samples.
"""

from collections.abc import Callable

import numpy as np
from scipy.stats import rankdata

from mirtrd.statistics.arrays import Array, Mask

# The shares of log ratios and of log means that TMM leaves out at each end (edgeR's defaults).
TRIM_RATIOS, TRIM_MEANS = 0.3, 0.05
# So many miRNAs can hold half of all reads of plasma.
TOP = 3


def median_log_ratios(counts: Array) -> Array:
    """The median of the log ratios of each sample to the geometric mean, over the miRNAs with
    reads in every sample (Anders & Huber 2010, doi:10.1186/gb-2010-11-10-r106); NaN if there is
    none. Their exponentials are DESeq2's size factors, which are not centred."""
    complete = counts[(counts > 0).all(axis=1)]
    if not len(complete):
        return np.full(counts.shape[1], np.nan)
    logs = np.log(complete)
    medians: Array = np.median(logs - logs.mean(axis=1, keepdims=True), axis=0)
    return medians


def median_of_ratios(counts: Array) -> Array:
    """``median_log_ratios`` as factors with geometric mean 1."""
    return _centred(median_log_ratios(counts))


def positive_counts(counts: Array) -> Array:
    """DESeq2's "poscounts": ratios of the positive counts to the n-th root of their product."""
    logs = np.log(counts, out=np.zeros(counts.shape), where=counts > 0)
    ratios = np.where(counts > 0, logs - logs.mean(axis=1, keepdims=True), np.nan)
    return _centred(np.nanmedian(ratios, axis=0))


def trimmed_mean_of_m(counts: Array) -> Array:
    """TMM as in edgeR (Robinson & Oshlack 2010, doi:10.1186/gb-2010-11-3-r25)."""
    totals = counts.sum(axis=0)
    upper = np.quantile(counts / totals, 0.75, axis=0)
    if np.median(upper) < 1e-20:
        reference = int(np.sqrt(counts).sum(axis=0).argmax())
    else:
        reference = int(np.abs(upper - upper.mean()).argmin())
    pairs = [_log_tmm(counts[:, i], counts[:, reference]) for i in range(counts.shape[1])]
    return _centred(np.log(totals) + np.log(2) * np.array(pairs))


def _log_tmm(own: Array, reference: Array) -> float:
    there = (own > 0) & (reference > 0)
    total, reference_total = own.sum(), reference.sum()
    own, reference = own[there], reference[there]
    shares, reference_shares = own / total, reference / reference_total
    ratios = np.log2(shares / reference_shares)
    if not len(ratios) or np.abs(ratios).max() < 1e-6:
        return 0.0
    kept = _within(ratios, TRIM_RATIOS)
    kept &= _within(np.log2(shares * reference_shares) / 2, TRIM_MEANS)
    weights = 1 / ((1 - shares) / own + (1 - reference_shares) / reference)
    kept &= weights > 0
    return float(np.average(ratios[kept], weights=weights[kept])) if kept.any() else 0.0


def _within(values: Array, trim: float) -> Mask:
    ranks, lowest = rankdata(values), np.floor(len(values) * trim) + 1
    kept: Mask = (ranks >= lowest) & (ranks <= len(values) + 1 - lowest)
    return kept


def upper_quartile(counts: Array) -> Array:
    """The third quartile of each sample (Bullard et al. 2010, doi:10.1186/1471-2105-11-94); NaN
    if it is 0 in any."""
    upper = np.quantile(counts, 0.75, axis=0)
    return _centred(np.log(upper)) if (upper > 0).all() else np.full(counts.shape[1], np.nan)


def geometric_mean(counts: Array) -> Array:
    """The centre of a composition (Aitchison 1982, doi:10.1111/j.2517-6161.1982.tb01195.x): the
    geometric mean of all miRNAs, half a read added to each count."""
    return _centred(np.log(counts + 0.5).mean(axis=0))


def total_without_top(counts: Array) -> Array:
    """All reads but those of the miRNAs with the largest mean shares; NaN if none are left."""
    shares = (counts / counts.sum(axis=0)).mean(axis=1)
    others = counts[np.argsort(-shares, kind="stable")[TOP:]].sum(axis=0)
    return _centred(np.log(others)) if (others > 0).all() else np.full(counts.shape[1], np.nan)


def _centred(logs: Array) -> Array:
    factors: Array = np.exp(logs - logs.mean())
    return factors


NORMALISERS: dict[str, Callable[[Array], Array]] = {
    "median of ratios": median_of_ratios,
    "poscounts": positive_counts,
    "TMM": trimmed_mean_of_m,
    "upper quartile": upper_quartile,
    "geometric mean": geometric_mean,
    f"total without top {TOP}": total_without_top,
}
