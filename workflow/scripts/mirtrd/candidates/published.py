"""What is published on each miRNA, held against a contrast, in a few columns."""

import pandas as pd

from mirtrd.reference.reports import majority

COLUMNS = ("reports_here", "published_here", "concordance")


def summarise_concordance(rows: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """For each miRNA of ``index``: the reports of the same tissue, the direction of most of them,
    and what became of each in words. ``rows`` is the table of concordance, by miRNA.

    Where there is none, the number is 0.
    """
    here = rows[rows["same_tissue"] == "yes"]
    by_mirna = here.groupby(level=0)
    told = here["status"] + " (" + here["study"] + ": " + here["expected"].replace("", "none") + ")"
    return pd.DataFrame(
        {
            "reports_here": by_mirna.size().reindex(index).fillna(0).astype(int),
            "published_here": by_mirna["expected"].agg(majority).reindex(index).fillna(""),
            "concordance": told.groupby(level=0).agg("; ".join).reindex(index).fillna(""),
        },
        index=index,
    )
