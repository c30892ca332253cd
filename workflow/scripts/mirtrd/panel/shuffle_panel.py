"""Run the whole procedure on shuffled labels, and on the true ones in the same way."""

import pandas as pd

from mirtrd.core.job import Job, run
from mirtrd.panel.cohorts import read_cohort
from mirtrd.panel.frozen import USE
from mirtrd.panel.shuffles import PERMUTATIONS, Areas, measure_all
from mirtrd.panel.tables import SHUFFLED


def shuffle(job: Job, permutations: int) -> None:
    """Write the areas of the true labels and of so many permutations."""
    training = read_cohort(job).training
    rows = list(measure_all(training, permutations, job.threads))
    table = pd.DataFrame(rows, columns=list(Areas._fields))
    table["permutation"] = table["permutation"].astype(str)
    SHUFFLED.write_frame(job.output.table, table.set_index("permutation"), heading=[USE])


def main(job: Job) -> None:
    shuffle(job, PERMUTATIONS)


if __name__ == "__main__":
    run(main)
