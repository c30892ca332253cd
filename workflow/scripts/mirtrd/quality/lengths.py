"""How long the inserts of the samples are, by class of RNA."""

import pandas as pd


def read_lengths(paths: list[str], samples: list[str]) -> pd.DataFrame:
    """The length tables of all samples as one, with the column sample."""
    tables = [
        pd.read_csv(path, sep="\t", dtype={"class": str}, keep_default_na=False).assign(sample=name)
        for path, name in zip(paths, samples, strict=True)
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
