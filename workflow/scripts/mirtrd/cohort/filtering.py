"""The count filter, blind to the groups."""

import pandas as pd

from mirtrd.core.features import MIRNA, NOUNS
from mirtrd.core.job import UserError
from mirtrd.design.contrasts import Design
from mirtrd.design.matrices import smallest_group


def passes_filter(counts: pd.DataFrame, min_count: int, min_samples: int) -> pd.Series:
    """Which miRNAs have at least ``min_count`` reads in at least ``min_samples`` samples.

    The filter does not know which sample is in which group, so it cannot bias a test between
    groups (Bourgon et al. 2010, doi:10.1073/pnas.0914005107).
    """
    return (counts >= min_count).sum(axis=1) >= max(min_samples, 1)


def kept_mirnas(
    counts: pd.DataFrame, sheet: pd.DataFrame, design: Design, min_count: int
) -> tuple[pd.DataFrame, str]:
    """The counts of the miRNAs that pass the count filter, the same for all contrasts, and the
    filter in words. Raises UserError if fewer than two pass.

    What is filtered may be fragments or isomiRs as well, as the name of the index says.
    """
    group = smallest_group(sheet, design)
    kept = counts[passes_filter(counts, min_count, group)]
    if len(kept) < 2:
        name = counts.index.name if counts.index.name in NOUNS else MIRNA
        other = f"leave {name} out of expression.features"
        raise UserError(
            f"{len(kept)} {NOUNS[name]} have {min_count} reads in {group} samples: lower "
            "expression.min_count or "
            + ("see results/quality/read_fate.tsv" if name == MIRNA else other)
        )
    return kept, f"at least {min_count} reads in at least {group} samples"
