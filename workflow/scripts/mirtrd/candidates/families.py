"""Seed families: which miRNAs share a seed, and what they do together.

The seed, bases 2 to 8, decides most of the targets (Bartel 2009, doi:10.1016/j.cell.2009.01.002),
so that members of a family do much the same wherever they are. As many of their reads fit several
members, they also are measured together.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mirtrd.candidates.linear import test_logs
from mirtrd.design.matrices import Model
from mirtrd.statistics.multiple_testing import adjust

SEED = slice(1, 8)
# Members that are named in a cell; of larger families follows how many more there are.
MOST_NAMED = 12


def seed_of(sequence: str) -> str:
    """Bases 2 to 8, in the letters of RNA."""
    return sequence[SEED].upper().replace("T", "U")


def describe_families(seeds: pd.Series) -> pd.DataFrame:
    """For each miRNA, the others of the reference that have its seed: ``family``, by commas, and
    ``family_size``, itself included."""
    members = seeds.groupby(seeds).groups
    return pd.DataFrame(
        {
            "seed": seeds,
            "family_size": [len(members[seed]) for seed in seeds],
            "family": [name_some(members[seed].drop(name)) for name, seed in seeds.items()],
        },
        index=seeds.index,
    )


def name_some(names: pd.Index) -> str:
    """Names by commas, of many the first."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ",".join(names[:MOST_NAMED]) + more


def pool_families(
    normalised: pd.DataFrame, seeds: pd.Series, tested: pd.Index, asked: Model
) -> pd.DataFrame:
    """The change of each family of two or more tested members, by seed: the sum of their
    normalised counts, tested by moderated t on its logarithm.

    The most abundant member decides a sum. Columns family_tested, family_log2FoldChange,
    family_pvalue and family_padj, which is adjusted for these families. ``normalised`` is
    miRNAs x samples.
    """
    own = seeds[tested]
    sums = normalised.loc[tested].groupby(own).sum()
    sizes: Mapping[str, int] = own.value_counts().to_dict()
    found = test_logs(np.log2(sums + 1), asked)
    several = [seed for seed in sums.index if sizes[seed] > 1]
    table = pd.DataFrame(
        {
            "family_tested": pd.Series(sizes).reindex(several),
            "family_log2FoldChange": found["change"].reindex(several),
            "family_pvalue": found["pvalue"].reindex(several),
        },
        index=several,
    )
    table["family_padj"] = adjust(table["family_pvalue"].to_numpy(dtype=float))
    return table
