"""Find samples whose miRNA profiles are too alike to be two libraries."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import MATURE_COUNTS
from mirtrd.quality.tables import DUPLICATES

# Fewer reads of a miRNA in both samples together tell nothing of their difference.
MIN_READS = 20
# Variance beyond sampling that the weights are made for: a coefficient of variation of 10 %.
EXPECTED = 0.1**2
# One-sided 99.9 % limit: of all pairs of a cohort some are alike by chance.
Z = 3.09
# In a cohort of up to so many samples all pairs are compared; in a larger one, as the work would
# grow with the square, each sample with so many that are most alike at a first look.
ALL_PAIRS, FIRST_LOOK = 200, 30


def excess_variance(
    first: NDArray[np.float64], others: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
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


def choose_pairs(reads: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    """With which samples behind it each sample is compared; ``reads`` is miRNAs x samples.

    The first look is the angle between the square roots of two profiles (Bhattacharyya). To its
    square, sampling adds about a quarter for each miRNA and read of a library, which is taken off:
    else the deepest libraries would be next to all.
    """
    size = reads.shape[1]
    if size <= ALL_PAIRS:
        return [np.arange(number + 1, size) for number in range(size)]
    sums = np.maximum(reads.sum(axis=0), 1)
    roots = np.sqrt(reads / sums)
    noise = (reads > 0).sum(axis=0) / (4 * sums)
    distance = 2 - 2 * roots.T @ roots - noise
    np.fill_diagonal(distance, np.inf)
    near = np.argpartition(distance, FIRST_LOOK, axis=1)[:, :FIRST_LOOK]
    chosen = np.zeros((size, size), dtype=bool)
    np.put_along_axis(chosen, near, True, axis=1)
    chosen = np.triu(chosen | chosen.T, 1)
    return [np.flatnonzero(row) for row in chosen]


def nearest_samples(counts: pd.DataFrame) -> pd.DataFrame:
    """The sample that each sample is most alike.

    ``counts`` is miRNAs x samples. Returns samples x (nearest; cv, the coefficient of variation
    of a miRNA between the two, beyond sampling; cv_limit, its upper 99.9 % limit), without a
    value where no pair has reads enough.
    """
    reads = counts[(counts.sum(axis=1) >= MIN_READS)].to_numpy(float)
    size = reads.shape[1]
    limits = np.full((size, size), np.inf)
    estimates = np.full((size, size), np.nan)
    for number, others in enumerate(choose_pairs(reads)):
        estimate, error = excess_variance(reads[:, number], reads[:, others])
        limit = np.where(np.isnan(estimate), np.inf, np.maximum(estimate, 0) + Z * error)
        limits[number, others] = limits[others, number] = limit
        estimates[number, others] = estimates[others, number] = estimate
    best = limits.argmin(axis=1)
    rows = np.arange(size)
    found = np.isfinite(limits[rows, best])
    table = pd.DataFrame(
        {
            "nearest": counts.columns.to_numpy()[best],
            "cv": np.sqrt(np.maximum(estimates[rows, best], 0)),
            "cv_limit": np.sqrt(limits[rows, best]),
        },
        index=counts.columns,
    )
    return table[found].reindex(table.index)


def main(job: Job) -> None:
    counts = MATURE_COUNTS.read_frame(job.input.counts)
    DUPLICATES.write_frame(job.output.table, nearest_samples(counts))


if __name__ == "__main__":
    run(main)
