"""The samples of a run: their material, their status, and the part that expression uses."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from mirtrd.designs import design_columns
from mirtrd.jobs import UserError
from mirtrd.sheets import read_sheet

# Material in which broken red blood cells show as haemolysis.
CELL_FREE = ("plasma", "serum")
# The covariate that the workflow itself supplies.
HAEMOLYSIS = "haemolysis"


def matrix_of(sheet: pd.DataFrame, default: str | None) -> pd.Series:
    """The material of each sample in lower case, by the sheet or else by the config; "" if
    neither says."""
    given = sheet.get("matrix", pd.Series("", index=sheet.index))
    return given.mask(given == "", default or "").str.lower()


def cell_free_samples(sheet: pd.DataFrame, default: str | None) -> list[str]:
    """The samples of plasma or serum, in the order of the sheet."""
    matrix = matrix_of(sheet, default)
    return list(matrix.index[matrix.isin(CELL_FREE)])


def with_stand_in(sheet: pd.DataFrame, formula: str, default: str | None) -> pd.DataFrame:
    """The sheet with arbitrary numbers as ``haemolysis`` if the formula has that term and the
    sheet does not, so that a design can be checked before any read is seen.

    Numbers drawn at random are confounded with nothing. Raises UserError if a sample is neither
    plasma nor serum, because then it gets no score.
    """
    if HAEMOLYSIS in sheet or HAEMOLYSIS not in design_columns(formula):
        return sheet
    others = sheet.index.difference(cell_free_samples(sheet, default), sort=False)
    if len(others):
        raise UserError(
            f"expression.design: the term {HAEMOLYSIS!r} is scored in plasma and serum only, and "
            f"sample {others[0]} is neither: set library.matrix or the column 'matrix' of the "
            f"sheet, or give a column {HAEMOLYSIS!r}"
        )
    numbers = np.random.default_rng(0).normal(size=len(sheet))
    return sheet.assign(**{HAEMOLYSIS: [repr(float(number)) for number in numbers]})


def read_status(path: str) -> pd.DataFrame:
    """The table of sample statuses, all cells as text, indexed by sample."""
    return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, index_col="sample")


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
        samples[HAEMOLYSIS] = table["haemolysis_score"].replace("NA", "")
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


def smallest_group(sheet: pd.DataFrame, contrasts: Iterable[dict[str, str]]) -> int:
    """The number of samples in the smallest group that a contrast names."""
    return min(
        int((sheet[contrast["factor"]] == contrast[role]).sum())
        for contrast in contrasts
        for role in ("tested", "reference")
    )


def passes_filter(counts: pd.DataFrame, min_count: int, min_samples: int) -> pd.Series:
    """Which miRNAs have at least ``min_count`` reads in at least ``min_samples`` samples.

    The filter does not know which sample is in which group, so it cannot bias a test between
    groups (Bourgon et al. 2010, doi:10.1073/pnas.0914005107).
    """
    return (counts >= min_count).sum(axis=1) >= max(min_samples, 1)
