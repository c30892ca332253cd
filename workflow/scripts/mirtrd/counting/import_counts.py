"""Take the counts of the samples from a table that was made elsewhere."""

import csv
import gzip
import re
import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from mirtrd.core.job import Job, UserError, run
from mirtrd.counting.tables import MATURE_AMBIGUITY, MATURE_COUNTS
from mirtrd.inputs.sheets import read_sheet

# The two parts of names such as hsa-mir-6859-1_hsa-miR-6859-5p: precursor and mature.
PRECURSOR = re.compile(r"(?P<precursor>\w+-(?:mir|let|lin|bantam)[^_|]*)[_|](?P<mature>\w+-.+)")
# From this many reads on, equal counts of two precursors are no coincidence.
MANY_READS = 20


def read_table(path: str) -> pd.DataFrame:
    """A table of text as it stands in a file: TSV, CSV or with semicolons, plain or gzipped.

    The first row is the header, the first column the index; a header that is one cell short, as
    R writes it, lacks the name of that column. Raises UserError if this is no table.
    """
    try:
        opened = gzip.open if path.endswith(".gz") else open
        with opened(path, "rt", encoding="utf-8-sig") as file:
            lines = file.read().splitlines()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UserError(f"counts.path: {path} cannot be read ({error})") from None
    lines = [line for line in lines if line.strip()]
    if len(lines) < 2:
        raise UserError(f"counts.path: {path} has {len(lines)} lines, expected a header and rows")
    separator = max("\t,;", key=lines[0].count)
    header, *rows = ([c.strip() for c in row] for row in csv.reader(lines, delimiter=separator))
    if len(header) == len(rows[0]) - 1:
        header = ["", *header]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise UserError(
                f"counts.path: {path}, line {number}: {len(row)} cells, expected {len(header)} as "
                "in the header"
            )
    if len(header) < 2:
        raise UserError(f"counts.path: {path} has one column, expected names and counts")
    return pd.DataFrame([row[1:] for row in rows], [row[0] for row in rows], header[1:], dtype=str)


def orient(table: pd.DataFrame, samples: Sequence[str], path: str) -> pd.DataFrame:
    """The table with one column for each of the samples, whichever way it was given.

    Columns (or rows) that are not in the sheet are left out, but for one named precursor.
    Raises UserError if a sample is missing.
    """
    across = sum(sample in table.columns for sample in samples)
    down = sum(sample in table.index for sample in samples)
    if down > across:
        table = table.T
    if missing := [sample for sample in samples if sample not in table.columns]:
        names = [name for name in table.columns if name not in samples]
        raise UserError(
            f"counts.path: {path} has no sample {missing[0]} ({len(missing)} of {len(samples)} "
            f"samples of the sheet are missing); it has {', '.join(names[:5])}"
        )
    if repeated := [name for name in samples if list(table.columns).count(name) > 1]:
        raise UserError(f"counts.path: {path} has sample {repeated[0]} twice")
    if extra := [name for name in table.columns if name not in samples]:
        print(f"not in the sample sheet, left out: {', '.join(extra)}")
    precursors = table["precursor"] if "precursor" in table.columns else ""
    return table[list(samples)].assign(**{"": precursors})


def to_integers(table: pd.DataFrame, rounding: bool, path: str) -> pd.DataFrame:
    """The cells as whole numbers. Raises UserError for what is no count."""
    numbers = table.apply(pd.to_numeric, errors="coerce")
    checks = [
        (numbers.isna(), "is not a number"),
        (numbers < 0, "is negative: counts are needed, not logarithms or normalised values"),
    ]
    if not rounding:
        checks.append(
            (numbers % 1 != 0, "is not a whole number: give raw counts; if these are expected "
             "counts of reads that were shared out, set counts.round to true")
        )  # fmt: skip
    for wrong, what in checks:
        if wrong.any(axis=None):
            row, column = np.argwhere(wrong.to_numpy())[0]
            others = int(wrong.to_numpy().sum()) - 1
            more = f" (and {others} more cells)" if others else ""
            raise UserError(
                f"counts.path: {path}, {table.index[row]}, sample {table.columns[column]}: "
                f"{table.iat[row, column]!r} {what}{more}"
            )
    totals = numbers.sum()
    if (numbers % 1 != 0).any(axis=None) and totals.std() < 1e-3 * totals.mean():
        raise UserError(
            f"counts.path: {path}: every sample adds up to {totals.mean():,.0f}: these are shares "
            "such as CPM, but counts are needed"
        )
    return numbers.round().astype(int)


def split_names(names: Sequence[str], precursors: Sequence[str]) -> pd.DataFrame:
    """The mature and the precursor ("" if not told) of each row of a table."""
    rows = []
    for name, given in zip(names, precursors, strict=True):
        found = PRECURSOR.fullmatch(name)
        rows.append((found["mature"], found["precursor"]) if found else (name, given))
    return pd.DataFrame(rows, columns=["mature", "precursor"])


def merge_precursors(
    counts: pd.DataFrame, names: pd.DataFrame, path: str
) -> tuple[pd.DataFrame, str]:
    """One row for each mature, and what was done, in words.

    A mature of several precursors has a row for each. Some tools list the same reads under every
    precursor (miRDeep2), others share them out. If most of the larger counts are equal in all
    rows of a mature, they are the same reads, and the largest is taken; else they are added.
    """
    doubled = names["mature"].duplicated(keep=False)
    odd = names[doubled & (names.duplicated(keep=False) | (names["precursor"] == ""))]
    if len(odd):
        raise UserError(
            f"counts.path: {path} has {odd['mature'].iloc[0]} twice: give one row for each miRNA, "
            "or the precursors too"
        )
    groups = counts.set_axis(names["mature"], axis=0).groupby(level=0, sort=False)
    if not doubled.any():
        return groups.max(), "each miRNA has one row"
    several = groups.size() > 1
    largest, least = groups.max()[several], groups.min()[several]
    many = (largest >= MANY_READS).to_numpy()
    same = (largest == least).to_numpy()[many].mean() if many.any() else 1.0
    told = (
        f"{several.sum()} miRNAs have several precursors; {same:.0%} of their counts of at least "
        f"{MANY_READS} reads are equal in all rows, so "
    )
    if same > 0.5:
        return groups.max(), told + "they are the same reads: the largest was taken"
    return groups.sum(), told + "they are different reads: they were added"


def main(job: Job) -> None:
    path, samples = job.input.counts, list(read_sheet(job.input.sheet)[0].index)
    table = orient(read_table(path), samples, path)
    counts = to_integers(table[samples], job.params.rounding, path)
    merged, told = merge_precursors(counts, split_names(table.index, table[""]), path)
    print(told)
    MATURE_COUNTS.write_frame(job.output.counts, merged)
    # What the table does not tell: which reads fit several miRNAs.
    totals = merged.sum(axis=1).items()
    rows = ((name, total, None, None, None, "", "", "") for name, total in totals)
    MATURE_AMBIGUITY.write(job.output.ambiguity, rows)


if __name__ == "__main__":
    run(main)
