"""How long the inserts of the samples are, by class of RNA."""

from collections.abc import Sequence

import pandas as pd

from mirtrd.counting.tables import SAMPLE_LENGTHS


def read_lengths(paths: Sequence[str], samples: Sequence[str]) -> pd.DataFrame:
    """The length tables of all samples as one: sample, class, length (nt) and count."""
    tables = [
        SAMPLE_LENGTHS.read_frame(path).reset_index().assign(sample=sample)
        for path, sample in zip(paths, samples, strict=True)
    ]
    return pd.concat(tables, ignore_index=True).astype({"length": int, "count": int})


def length_shares(lengths: pd.DataFrame) -> pd.DataFrame:
    """Share of each sample's inserts by class and length.

    ``lengths`` has the columns sample, class, length (nt), count; the result has share instead of
    count, which sums to 1 for each sample that has inserts.
    """
    totals = lengths.groupby("sample")["count"].transform("sum")
    shares = lengths["count"] / totals.where(totals > 0, 1)
    return lengths.drop(columns="count").assign(share=shares)
