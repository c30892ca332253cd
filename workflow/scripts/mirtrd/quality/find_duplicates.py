"""Find samples whose miRNA profiles are too alike to be two libraries."""

import numpy as np
import pandas as pd

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import MATURE_COUNTS
from mirtrd.quality.likeness import MIN_READS, excess_variance, limit_variance
from mirtrd.quality.tables import DUPLICATES


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
    for number in range(size - 1):
        rest = slice(number + 1, None)
        estimate, error = excess_variance(reads[:, number], reads[:, rest])
        limit = limit_variance(estimate, error)
        limits[number, rest] = limits[rest, number] = limit
        estimates[number, rest] = estimates[rest, number] = estimate
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
