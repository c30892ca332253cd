"""Size factors from a frozen reference, so that a sample is scaled by itself alone."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Ints
from mirtrd.statistics.arrays import Array

# Added to scaled counts before their logarithm.
PSEUDOCOUNT = 0.5


@dataclass(frozen=True, kw_only=True)
class Reference:
    """The miRNAs with counts in every sample of a training cohort, as their columns in its counts,
    and the logarithms of their geometric means over these samples."""

    columns: Ints
    log_means: Array

    def factors(self, counts: Array) -> Array:
        """The size factor of each sample (samples x miRNAs): the median over the reference of
        counts by geometric means, as DESeq2 (Anders & Huber 2010,
        doi:10.1186/gb-2010-11-10-r106) for frozen means. NaN for a sample without any of them."""
        return np.array([scale(row, self.log_means) for row in counts[:, self.columns]])

    def logs(self, counts: Array) -> Array:
        """log2 of the scaled counts, samples x miRNAs."""
        return log_scaled(counts, self.factors(counts)[:, None])


def find_reference(counts: Array) -> Reference:
    """The reference of a cohort (samples x miRNAs); it knows of no classes."""
    columns = np.flatnonzero((counts > 0).all(axis=0))
    return Reference(columns=columns, log_means=np.log(counts[:, columns]).mean(axis=0))


def scale(counts: Array, log_means: Array) -> float:
    """The size factor of one sample by its counts of the reference miRNAs."""
    there = counts > 0
    if not there.any():
        return float("nan")
    return float(np.exp(np.median(np.log(counts[there]) - log_means[there])))


def spread_of(counts: Array, log_means: Array) -> float:
    """How far the reference miRNAs of one sample differ from their means once it is scaled: the
    median absolute log2 ratio. Libraries of another kit or material have a large one."""
    there = counts > 0
    ratios = (np.log(counts[there]) - log_means[there]) / np.log(2)
    return float(np.median(np.abs(ratios - np.median(ratios)))) if there.any() else float("nan")


def log_scaled(counts: Array, factors: Array | float) -> Array:
    """log2 of counts by size factors."""
    logs: Array = np.log2(counts / factors + PSEUDOCOUNT)
    return logs
