"""The usable part of a cohort: counts and sheet without the samples that failed."""

import pandas as pd

from mirtrd.designs import reference_levels, smallest_group
from mirtrd.jobs import UserError
from mirtrd.sheets import read_sheet


def read_usable(counts: str, status: str, sheet: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts (miRNAs x samples, integers) and sheet of the samples whose status is not "fail"."""
    table = pd.read_csv(status, sep="\t", dtype=str, keep_default_na=False, index_col="sample")
    usable = [sample for sample, state in table["status"].items() if state != "fail"]
    if not usable:
        first = f"{table.index[0]}: {table['reason'].iloc[0]}"
        raise UserError(f"no sample is usable: see the reasons in {status}; {first}")
    return pd.read_csv(counts, sep="\t", index_col="mirna")[usable], read_sheet(sheet)[0].loc[
        usable
    ]


def passes_filter(counts: pd.DataFrame, min_count: int, min_samples: int) -> pd.Series:
    """Which miRNAs have at least ``min_count`` reads in at least ``min_samples`` samples.

    The filter does not know which sample is in which group, so it cannot bias a test between
    groups (Bourgon et al. 2010, doi:10.1073/pnas.0914005107).
    """
    return (counts >= min_count).sum(axis=1) >= max(min_samples, 1)


def kept_mirnas(
    counts: pd.DataFrame, sheet: pd.DataFrame, expression: dict
) -> tuple[pd.DataFrame, str]:
    """The counts of the miRNAs that pass the count filter, the same for all contrasts, and the
    filter in words. Raises UserError if fewer than two pass."""
    contrasts = expression["contrasts"].values()
    references = reference_levels(contrasts, expression["references"])
    group = smallest_group(sheet, expression["design"], contrasts, references)
    kept = counts[passes_filter(counts, expression["min_count"], group)]
    if len(kept) < 2:
        raise UserError(
            f"{len(kept)} miRNAs have {expression['min_count']} reads in {group} samples: lower "
            "expression.min_count or see results/quality/read_fate.tsv"
        )
    return kept, f"at least {expression['min_count']} reads in at least {group} samples"
