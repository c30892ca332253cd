"""Whether the form of a miRNA as it is annotated, which an assay is made for, has its change."""

from pathlib import Path

import numpy as np
import pandas as pd

from mirtrd.candidates.best import is_called
from mirtrd.candidates.linear import test_logs
from mirtrd.counting.tables import ISOMIR_COUNTS
from mirtrd.design.matrices import Model

# Variant of the form as annotated, in the terms of mirGFF3.
AS_ANNOTATED = "NA"
# With less than a count per sample on average, nothing is said of the canonical form.
FEWEST = 1.0
CARRIED, WEAKER, ELSEWHERE = "yes", "not shown", "no"


def read_canonical(path: str | Path, samples: pd.Index) -> pd.DataFrame:
    """The counts of the canonical forms, miRNAs x ``samples``; row by row, as isomiRs are many."""
    wanted = set(samples)
    found: dict[str, dict[str, int]] = {}
    for mirna, _, variant, sample, count in ISOMIR_COUNTS.read_rows(path):
        if variant == AS_ANNOTATED and sample in wanted:
            counts = found.setdefault(mirna, {})
            counts[sample] = counts.get(sample, 0) + count
    table = pd.DataFrame.from_dict(found, orient="index").reindex(columns=samples)
    return table.fillna(0).astype(int)


def compare_canonical(
    canonical: pd.DataFrame,
    factors: pd.Series,
    candidates: pd.DataFrame,
    asked: Model,
    alpha: float,
) -> pd.DataFrame:
    """The change of the canonical form of each tested miRNA and, of calls, whether it carries the
    change: `yes` with p up to ``alpha`` and the same sign, `no` with the other sign, else
    `not shown`.

    ``canonical`` are the counts, miRNAs x samples. Columns canonical_log2FoldChange,
    canonical_pvalue and canonical_carries.
    """  # fmt: skip
    tested = candidates.index[candidates["pvalue"].notna()]
    counts = canonical.reindex(tested).fillna(0)
    counts = counts[counts.mean(axis=1) >= FEWEST]
    found = test_logs(np.log2(counts / factors[counts.columns] + 1), asked)
    found = found.reindex(candidates.index)
    same = np.sign(found["change"]) == np.sign(candidates["log2FoldChange"])
    words = np.select([same & (found["pvalue"] <= alpha), same], [CARRIED, WEAKER], ELSEWHERE)
    told = is_called(candidates) & found["pvalue"].notna()
    return pd.DataFrame(
        {
            "canonical_log2FoldChange": found["change"],
            "canonical_pvalue": found["pvalue"],
            "canonical_carries": np.where(told, words, ""),
        },
        index=candidates.index,
    )
