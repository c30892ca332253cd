"""Size factors: what the libraries are scaled by, blind to the groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mirtrd.core.job import UserError
from mirtrd.statistics.normalisers import median_log_ratios, positive_counts

# Fewer miRNAs than this with reads in every sample make a median of ratios a lottery.
MIN_COMPLETE = 20
# A median of fewer spike-ins hangs on one of them.
MIN_SPIKE_INS = 3
# Factors that are no matter of the counts that are tested: those of spike-ins, and those of miRNAs
# where fragments or isomiRs are tested.
OF_OTHERS = ("spike_ins", "mirnas")


def size_factors(
    counts: pd.DataFrame, method: str = "ratio", references: Sequence[str] = ()
) -> tuple[pd.Series, str]:
    """The size factor of each sample, and how it was found, in words.

    ``counts`` is miRNAs x samples. "ratio": median of ratios over the miRNAs that have
    reads in every sample. Where these are fewer than MIN_COMPLETE, or when asked for, DESeq2's
    "poscounts". With ``references``, the median of
    ratios over these miRNAs only. Raises UserError if a sample has no reads (of a reference).
    """
    if empty := list(counts.columns[(counts == 0).all()]):
        raise UserError(f"sample {empty[0]} has no miRNA reads: its library cannot be scaled")
    if references:
        counts = counts.loc[_find_references(counts, references)]
    complete = int((counts > 0).all(axis=1).sum())
    values = counts.to_numpy(dtype=float)
    found = "poscounts"
    if method == "ratio" and complete < MIN_COMPLETE and not references:
        found += (
            f" (only {complete} miRNAs have reads in every sample, median of ratios needs "
            f"{MIN_COMPLETE})"
        )
    elif method == "ratio" or references:
        found = f"ratio of {', '.join(counts.index)}" if references else "ratio"
    if found.startswith("poscounts"):
        factors = positive_counts(values)
    else:
        factors = np.exp(median_log_ratios(values))
    return pd.Series(factors, index=counts.columns), found


def _find_references(counts: pd.DataFrame, references: Sequence[str]) -> list[str]:
    """The rows of the reference miRNAs; a group of matures is found by any of its members."""
    rows = {member: name for name in counts.index for member in (*name.split("/"), name)}
    for name in references:
        if name not in rows:
            raise UserError(f"expression.reference_mirnas: {name} is not in the count matrix")
        reads = counts.loc[rows[name]]
        if (reads == 0).any():
            raise UserError(
                f"expression.reference_mirnas: {name} has no reads in {(reads == 0).sum()} of "
                f"{len(reads)} samples, first in {reads.index[reads == 0][0]}: choose others"
            )
    return list(dict.fromkeys(rows[name] for name in references))


def spike_in_factors(table: pd.DataFrame, samples: Sequence[str]) -> tuple[pd.Series, str]:
    """The size factor of each sample by its spike-ins, and that in words.

    ``table`` has the columns sample, spike_in and count. The median of ratios over the spike-ins
    with counts in every sample, as DESeq2's ``controlGenes``. Raises UserError if these are fewer
    than MIN_SPIKE_INS.
    """
    counts = table.pivot(index="spike_in", columns="sample", values="count")[list(samples)]
    complete = counts[(counts > 0).all(axis=1)]
    if len(complete) < MIN_SPIKE_INS:
        raise UserError(
            f"expression.size_factors: {len(complete)} spike-ins have counts in every sample, at "
            f"least {MIN_SPIKE_INS} are needed"
        )
    factors, _ = size_factors(complete, "ratio", list(complete.index))
    return factors, f"ratio of {len(complete)} spike-ins"


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """The size factors of all samples, how they were found, in ``words``, and how to find them
    anew: the method of the config and the reference miRNAs."""

    factors: pd.Series
    words: str
    method: str = "ratio"
    references: Sequence[str] = ()

    def of(self, counts: pd.DataFrame) -> pd.Series:
        """The size factors of the samples of ``counts``; of fewer than all, by the same method.

        Those OF_OTHERS stay.
        """
        if self.method in OF_OTHERS or len(counts.columns) == len(self.factors):
            return self.factors[counts.columns]
        return size_factors(counts, self.method, self.references)[0]
