"""The verdicts on the samples, for those who read them."""

from pathlib import Path

import pandas as pd

from mirtrd.quality.tables import STATUS

# What to write beside a sample that is not as it should be, by its status and whether it is used.
MARKS = {
    ("fail", "no"): "failed",
    ("fail", "yes"): "failed, kept",
    ("warn", "no"): "left out",
    ("ok", "no"): "left out",
}


def read_status(path: str | Path) -> pd.DataFrame:
    """The table of samples, by sample."""
    return STATUS.read_frame(path)


def marked_samples(path: str | Path) -> dict[str, str]:
    """What to write beside each sample that is not as it should be: failed, left out (by the
    sheet), or kept (by the sheet, though it failed)."""
    marks = {row["sample"]: MARKS.get((row["status"], row["used"])) for row in STATUS.read(path)}
    return {sample: mark for sample, mark in marks.items() if mark}


def describe_samples(sheet: pd.DataFrame, factor: str, marks: dict[str, str]) -> pd.DataFrame:
    """What the tables of figures say of each sample first: its level and its mark."""
    return pd.DataFrame({factor: sheet[factor], "mark": sheet.index.map(marks.get)})
