"""The table of sample statuses."""

import pandas as pd


def read_status(path: str) -> pd.DataFrame:
    """The table of sample statuses, all cells as text, indexed by sample."""
    return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, index_col="sample")
