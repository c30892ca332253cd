"""Score plasma and serum libraries for broken red blood cells."""

import numpy as np
import pandas as pd

from mirtrd.core.job import Job, run
from mirtrd.counting.tables import MATURE_COUNTS
from mirtrd.design.contrasts import Design
from mirtrd.design.matrices import smallest_group
from mirtrd.inputs.materials import cell_free_samples, matrix_of, with_stand_in
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.red_cells import bare_names, red_cell_ratio
from mirtrd.quality.tables import HAEMOLYSIS
from mirtrd.reference.tables import RED_CELLS
from mirtrd.statistics.abundance import log_cpm
from mirtrd.statistics.normalisers import trimmed_mean_of_m

# The procedure of DraculR (Smith et al. 2022, doi:10.3390/genes13071288).
SIGNATURE = "Smith 2022 signature"
MIN_COUNT = 5
MIN_CPM = 40
MIN_READS = 1_000_000
PRIOR_COUNT = 2


def signature_score(counts: pd.DataFrame, signature: set[str], group: int) -> tuple[pd.Series, int]:
    """How far the signature stands above all other miRNAs in each sample, and how many miRNAs of
    the signature take part.

    The score of DraculR: the geometric mean of the log2 CPM of the signature, less that of the
    others. (Not the logarithm of a geometric mean of CPM: its threshold belongs to this formula.)
    ``counts`` is miRNAs x samples; counts below MIN_COUNT are 0; miRNAs with more than MIN_CPM,
    libraries scaled by TMM, in at least ``group`` samples take part. NaN if there are no miRNAs on
    one of the two sides, or no reads.
    """
    counts = counts.where(counts >= MIN_COUNT, 0).loc[:, lambda table: table.sum() > 0]
    counts = counts[counts.sum(axis=1) > 0]
    values = counts.to_numpy(dtype=float)
    if not values.size:
        return pd.Series(np.nan, index=counts.columns), 0
    # Factors have geometric mean 1, effective sizes that of the libraries, as in edgeR.
    sizes = trimmed_mean_of_m(values) * np.exp(np.log(values.sum(axis=0)).mean())
    counts = counts[((values / sizes * 1e6) > MIN_CPM).sum(axis=1) >= max(group, 1)]
    logs = log_cpm(counts, counts.sum(), PRIOR_COUNT)
    rows = bare_names(counts.index)
    inside = counts.index.isin([rows[name] for name in signature if name in rows])
    score = geometric_means(logs[inside]) - geometric_means(logs[~inside])
    return score, int(inside.sum())


def geometric_means(values: pd.DataFrame) -> pd.Series:
    """The geometric mean of each column over its values above 0, as R's psych has it."""
    return np.exp(np.log(values.where(values > 0)).mean())


def score_samples(
    counts: pd.DataFrame, matrix: pd.Series, signature: set[str], group: int
) -> pd.DataFrame:
    """One row for each sample of ``counts`` (miRNAs x samples), see HAEMOLYSIS.

    ``depth`` is "low" where the library has less than MIN_READS miRNA reads, which the published
    rule for the score does not judge. ``signature`` holds names without a species.
    """
    reads = counts.sum()
    score, members = signature_score(counts, signature, group)
    table = pd.DataFrame(
        {
            "matrix": matrix.reindex(counts.columns),
            "mirna_reads": reads,
            "ratio": red_cell_ratio(counts).where(reads > 0),
            "score": score.reindex(counts.columns),
            "signature": members,
            "depth": np.where(reads < MIN_READS, "low", "ok"),
        },
        index=counts.columns,
    )
    return table[list(HAEMOLYSIS.header[1:])]


def main(job: Job) -> None:
    sheet, _ = read_sheet(job.input.sheet)
    chosen = cell_free_samples(sheet, job.params.matrix)
    counts = MATURE_COUNTS.read_frame(job.input.counts)[chosen]
    listed = RED_CELLS.read(job.input.signature)
    signature = set(bare_names(row["mirna"] for row in listed if row["source"] == SIGNATURE))
    design = Design.from_param(job.params.design)
    known = with_stand_in(sheet, design.formula, job.params.matrix).loc[chosen]
    group = smallest_group(known, design) if chosen else 0
    matrix = matrix_of(sheet, job.params.matrix)
    HAEMOLYSIS.write_frame(job.output.table, score_samples(counts, matrix, signature, group))


if __name__ == "__main__":
    run(main)
