"""Red blood cells by their miRNAs: what breaks of them into plasma and serum."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

# Blondal et al. 2013, doi:10.1016/j.ymeth.2012.09.015: red blood cells are full of the first,
# the second does not change when they break.
RED_CELL, STEADY = "miR-451a", "miR-23a-3p"
SPECIES = re.compile(r"^(?!mir-|let-|lin-)[a-z]{3,4}-", re.IGNORECASE)


def bare_names(names: Iterable[str]) -> dict[str, str]:
    """The row of each miRNA by its name without a species; a joined row by each of its members."""
    return {SPECIES.sub("", member): row for row in names for member in row.split("/")}


def red_cell_ratio(counts: pd.DataFrame) -> pd.Series:
    """log2(miR-451a + 1) - log2(miR-23a-3p + 1) of each sample; NaN if a miRNA is not in the
    reference.

    ``counts`` is miRNAs x samples.
    """
    rows = bare_names(counts.index)
    if RED_CELL not in rows or STEADY not in rows:
        return pd.Series(np.nan, index=counts.columns)
    return np.log2(counts.loc[rows[RED_CELL]] + 1) - np.log2(counts.loc[rows[STEADY]] + 1)
