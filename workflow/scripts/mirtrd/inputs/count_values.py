"""The numbers in a table of counts: whether they are counts, and what makes one doubt it."""

from pathlib import Path

import numpy as np
import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.inputs.count_layout import BLANK, WHERE

# Sums of samples whose coefficient of variation is below this are no accident: those of rounded
# CPM differ by less, those of libraries by hundreds of times as much (the demo cohort: 0.39).
EQUAL_SUMS = 1e-3
# A sample with so many zeros and so many counts from 2 to SMALL, but none of 1, was multiplied.
ENOUGH_SMALL, SMALL = 30, 20
# The largest count of a table that holds logarithms.
LARGEST_LOG = 40


def to_numbers(
    table: pd.DataFrame, path: str | Path, rounding: bool, empty: int | None
) -> pd.DataFrame:
    """The cells of the samples as whole numbers. Raises UserError for what is no count."""
    cells = table.drop(columns="")
    blank = cells.isin(BLANK)
    if blank.any(axis=None) and empty is None:
        place, more, _ = _first(cells, blank)
        raise UserError(
            f"{WHERE}: {path}, {place}{more}: the cell is blank, which can mean zero or unknown: "
            "if it means zero, as where tables were joined, set counts.empty to 0"
        )
    numbers = cells.mask(blank, "0").apply(pd.to_numeric, errors="coerce").astype(float)
    checks = [
        (~np.isfinite(numbers), "is not a number"),
        (numbers < 0, "is negative: counts are needed, not logarithms or normalised values"),
    ]
    if not rounding:
        checks.append(
            (numbers % 1 != 0, "is not a whole number: give raw counts; if these are expected "
             "counts of reads that were shared out, set counts.round to true")
        )  # fmt: skip
    for wrong, what in checks:
        if wrong.any(axis=None):
            place, more, cell = _first(cells, wrong)
            raise UserError(f"{WHERE}: {path}, {place}: {cell!r} {what}{more}")
    totals = numbers.sum()
    if (numbers % 1 != 0).any(axis=None) and totals.std() < EQUAL_SUMS * totals.mean():
        raise UserError(
            f"{WHERE}: {path}: every sample adds up to {totals.mean():,.0f}: these are shares "
            "such as CPM, but counts are needed"
        )
    return numbers.round().astype(np.int64)


def _first(cells: pd.DataFrame, wrong: pd.DataFrame) -> tuple[str, str, str]:
    """Where the first wrong cell is, how many more there are, and what it holds."""
    row, column = np.argwhere(wrong.to_numpy())[0]
    others = int(wrong.to_numpy().sum()) - 1
    more = f" (and {others} more cells)" if others else ""
    return f"{cells.index[row]}, sample {cells.columns[column]}", more, cells.iat[row, column]


def are_sums(counts: pd.DataFrame) -> np.ndarray:
    """Which rows are the sum of all others in every sample; none if there are hardly others."""
    values = counts.to_numpy()
    sums = (2 * values == values.sum(axis=0)).all(axis=1) & (values > 0).any(axis=1)
    return sums & ((values > 0).any(axis=1).sum() > 2)


def doubts(counts: pd.DataFrame) -> list[str]:
    """Why whole numbers may still be no counts: normalised or logarithmic values, rounded."""
    values, totals = counts.to_numpy(), counts.sum()
    found = []
    if len(totals) > 2 and totals.std() < EQUAL_SUMS * totals.mean():
        found.append(f"every sample adds up to about {totals.mean():,.0f}, as CPM do")
    if 0 < values.max(initial=0) <= LARGEST_LOG and len(values) >= ENOUGH_SMALL:
        found.append(f"no value is over {values.max()}, as logarithms are")
    else:
        small = ((values > 1) & (values <= SMALL)).sum(axis=0) >= ENOUGH_SMALL
        zeros = (values == 0).sum(axis=0) >= ENOUGH_SMALL
        odd = small & zeros & ((values == 1).sum(axis=0) == 0)
        if odd.sum() > len(odd) / 4:
            found.append(
                f"{odd.sum()} of {len(odd)} samples have zeros and small values but no 1, as "
                "scaled and rounded values have"
            )
    return [
        f"{WHERE}: the values may not be counts: {reason}; tests of expression need raw counts"
        for reason in found
    ]
