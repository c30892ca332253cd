"""Count the spike-ins of each sample, and hold the counts against the amounts that were added."""

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from mirtrd.core.job import Job, UserError, run
from mirtrd.counting.tables import SAMPLE_OTHERS
from mirtrd.quality.tables import SPIKE_IN_FITS, SPIKE_INS
from mirtrd.reference.sequences import SPIKE_IN, clean_id, read_sequences

# A line through two points always fits.
MIN_POINTS = 3


def read_amounts(path: str, known: Sequence[str]) -> dict[str, float]:
    """The amount of each spike-in, from a table with the columns name and amount.

    Raises UserError for names that are not among the ``known`` ones or there twice, and for
    amounts that are no positive numbers.
    """
    amounts: dict[str, float] = {}
    try:
        with Path(path).open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path}: cannot be read ({error})") from None
    if not rows or not {"name", "amount"} <= rows[0].keys():
        found = ", ".join(map(str, rows[0])) if rows else "no rows"
        raise UserError(f"{path}: found {found}, expected the columns name and amount, with tabs")
    for line, row in enumerate(rows, start=2):
        name = clean_id((row["name"] or "").strip())
        amount = _number(row["amount"])
        if name not in known:
            raise UserError(
                f"{path}, line {line}: {name or 'an empty name'} is not in "
                f"reference.other.{SPIKE_IN}; found there are {', '.join(known[:5])}"
            )
        if name in amounts:
            raise UserError(f"{path}, line {line}: {name} is there twice")
        if not 0 < amount < math.inf:
            raise UserError(
                f"{path}, line {line}: the amount of {name} is {row['amount']!r}, expected a "
                "number over 0"
            )
        amounts[name] = amount
    return amounts


def _number(text: str | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        return math.nan


def count_spike_ins(
    paths: Sequence[str], samples: Sequence[str], amounts: Mapping[str, float]
) -> pd.DataFrame:
    """Sample, spike-in, amount and count: a row for each spike-in of each sample."""
    rows: list[tuple[str, str, float, int]] = []
    for sample, path in zip(samples, paths, strict=True):
        found = {
            row["name"]: row["count"]
            for row in SAMPLE_OTHERS.read(path)
            if row["class"] == SPIKE_IN
        }
        rows += [(sample, name, amount, found.get(name, 0)) for name, amount in amounts.items()]
    return pd.DataFrame(rows, columns=["sample", "spike_in", "amount", "count"])


def fit_doses(table: pd.DataFrame) -> pd.DataFrame:
    """The line of log10 count on log10 amount of each sample, by least squares.

    Only detected spike-ins (count over 0) are in the fit. Slope, intercept and R² are NaN with
    fewer than MIN_POINTS of them or a single amount; R² is NaN if all counts are equal.
    """
    rows = []
    for sample, found in table.groupby("sample", sort=False):
        seen = found[found["count"] > 0]
        slope = intercept = r2 = math.nan
        if len(seen) >= MIN_POINTS and seen["amount"].nunique() > 1:
            x, y = np.log10(seen["amount"].to_numpy()), np.log10(seen["count"].to_numpy())
            dx, dy = x - x.mean(), y - y.mean()
            slope = (dx @ dy) / (dx @ dx)
            intercept = y.mean() - slope * x.mean()
            r2 = (dx @ dy) ** 2 / ((dx @ dx) * (dy @ dy)) if seen["count"].nunique() > 1 else r2
        rows.append((sample, len(found), len(seen), slope, intercept, r2))
    columns = ["sample", "spike_ins", "detected", "slope", "intercept", "r2"]
    return pd.DataFrame(rows, columns=columns)


def main(job: Job) -> None:
    rows = [row for row in read_sequences(job.input.sequences) if row.rna_class == SPIKE_IN]
    known = [row.name.partition(":")[2] for row in rows]
    amounts = read_amounts(job.input.amounts, known)
    table = count_spike_ins(job.input.other, job.params.samples, amounts)
    SPIKE_INS.write_frame(job.output.table, table.set_index("sample"))
    SPIKE_IN_FITS.write_frame(job.output.fit, fit_doses(table).set_index("sample"))


if __name__ == "__main__":
    run(main)
