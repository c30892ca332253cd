"""The samples that expression uses, and those that it leaves out."""

import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.inputs.materials import HAEMOLYSIS
from mirtrd.inputs.sheets import read_sheet
from mirtrd.quality.status import read_status


def read_usable(counts: str, status: str, sheet: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts (miRNAs x samples, integers) and sheet of the samples that expression uses.

    Where the sheet has no column ``haemolysis``, it is the score of the sample, "" without one.
    """
    table = read_status(status)
    usable = list(table.index[table["used"] == "yes"])
    if not usable:
        first = f"{table.index[0]}: {table['reason'].iloc[0]}"
        raise UserError(f"no sample is usable: see the reasons in {status}; {first}")
    samples = read_sheet(sheet)[0].loc[usable]
    if HAEMOLYSIS not in samples:
        scores = table["haemolysis_score"]
        samples[HAEMOLYSIS] = scores.map("{:.4g}".format).where(scores.notna(), "")
    return pd.read_csv(counts, sep="\t", index_col="mirna")[usable], samples


def describe_cohort(status: str) -> list[str]:
    """A sentence for each sample that is left out of expression, or used although it failed."""
    table = read_status(status)
    left_out = table[table["used"] == "no"]
    kept = table[(table["used"] == "yes") & (table["status"] == "fail")]
    return [
        *(f"{sample} is left out: {reason}" for sample, reason in left_out["reason"].items()),
        *(f"{sample} failed but is used: {reason}" for sample, reason in kept["reason"].items()),
    ]
