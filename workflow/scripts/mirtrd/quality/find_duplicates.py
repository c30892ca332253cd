"""Find samples whose miRNA profiles are too alike to be two libraries."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import MATURE_COUNTS
from mirtrd.quality.likeness import MIN_READS, excess_variance, limit_variance
from mirtrd.quality.tables import DUPLICATES

# In a cohort of up to so many samples all pairs are compared; in a larger one, as the work would
# grow with the square, each sample with so many that are most alike at a first look.
ALL_PAIRS, FIRST_LOOK = 200, 30


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
        limit = limit_variance(estimate, error)
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
