"""Metrics of a library: what reads, inserts and miRNAs of a sample tell of its quality."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binom

from mirtrd.trimming.tally import Tally, UmiTally
from mirtrd.trimming.verdicts import Verdict

# The lengths in nt of what may be a miRNA.
MIRNA_LENGTHS = range(18, 26)
# A miRNA is detected with this many counts per million (ENCODE's audit of microRNA-seq).
DETECTED_CPM = 2
# Most libraries of one species show more abundant miRNAs than this; of these few are mismatched.
MOST_ABUNDANT = 200
# A miRNA with fewer is no evidence against a species, nor is a library with fewer miRNAs.
MIN_COUNT = 5
MIN_MIRNAS = 5
# So many mismatches in a miRNA are not chance.
UNUSUAL = 1e-3

# What is known of a sample, by metric; NaN for a number that nothing is known of.
Values = dict[str, Any]


def measure_reads(fates: Mapping[str, int], kit: Verdict, tally: Tally) -> Values:
    """What the fates of the reads, the kit and the UMIs of a sample tell; NaN where nothing.

    The share of miRNA is that among all reads but PCR duplicates, so that a library full of
    dimers cannot look good for the few inserts that it has.
    """
    reads = sum(fates.values())
    umi = tally.umi or UmiTally(length=0, reads=0, molecules=0, space_used=math.nan)
    found = reads - fates["no_adapter"] - fates["poly_g"]
    return {
        "kit": kit.kit or "",
        "unit": tally.unit,
        "reads": reads,
        "adapter_share": _ratio(found, reads if kit.layout and kit.layout.adapter else 0),
        "dimer_share": _ratio(fates["adapter_dimer"], reads),
        "q30_share": math.nan if kit.q30_share is None or not reads else kit.q30_share,
        "mirna_share": _ratio(fates["mirna"], reads - fates["duplicate"]),
        "umi_saturation": 1 - _ratio(umi.molecules, umi.reads),
        "umi_space_used": umi.space_used,
    }


def measure_lengths(lengths: pd.DataFrame) -> Values:
    """The most frequent length of an insert in nt, and the share of inserts of MIRNA_LENGTHS.

    ``lengths`` has the columns class, length, count.
    """
    counts = lengths.groupby("length")["count"].sum()
    total = counts.sum()
    return {
        "length_mode": int(counts.idxmax()) if total else math.nan,
        "share_18_25": _ratio(counts[counts.index.isin(MIRNA_LENGTHS)].sum(), total),
    }


def measure_counts(counts: pd.Series) -> Values:
    """How much miRNA there is, how many miRNAs, and how dominant the most abundant are."""
    total = counts.sum()
    return {
        "mirna_reads": int(total),
        "mirnas_detected": int((counts * 1e6 >= DETECTED_CPM * total)[counts > 0].sum()),
        "top10_share": _ratio(counts.nlargest(10).sum(), total),
    }


def measure_fit(mirnas: pd.DataFrame, two_armed: set[str]) -> Values:
    """How well the miRNAs of a sample fit the reference.

    ``mirnas`` has one row for each miRNA found, and the columns count and perfect (how many of
    the count fit without mismatch). ``two_armed`` are the miRNAs that can tell of the species,
    see ``mismatched``.
    """
    bad, judged = mismatched(mirnas, two_armed)
    return {
        "perfect_share": _ratio(mirnas["perfect"].sum(), mirnas["count"].sum()),
        "mismatched_mirnas": _ratio(bad, judged if judged >= MIN_MIRNAS else 0),
        "judged_mirnas": judged,
    }


def mismatched(mirnas: pd.DataFrame, two_armed: set[str]) -> tuple[int, int]:
    """How many miRNAs have mostly mismatched reads, and among how many.

    A library of another species shows its relatives of the reference's miRNAs: most are the same
    to the base, some have a substitution in every read. In the right species only RNA editing
    and variants of a person do that. Judged are the MOST_ABUNDANT miRNAs that have MIN_COUNT.
    A hairpin with one known mature is often a fragment of another RNA that was taken for a miRNA,
    so only ``two_armed`` miRNAs count. More mismatches than in the library's usual miRNA must not
    be chance, so that poor sequencing is not another species.
    """
    chosen = mirnas[mirnas.index.isin(two_armed) & (mirnas["count"] >= MIN_COUNT)]
    chosen = chosen.nlargest(MOST_ABUNDANT, "count")
    if chosen.empty:
        return 0, 0
    count, perfect = chosen["count"].to_numpy(), chosen["perfect"].to_numpy()
    unusual = binom.cdf(perfect, count, np.median(perfect / count)) < UNUSUAL
    return int((unusual & (perfect < 0.5 * count)).sum()), len(chosen)


def two_armed_mirnas(matures: pd.DataFrame) -> set[str]:
    """The miRNAs that share a hairpin with exactly one other, from the table of the
    reference, by miRNA."""
    arms = matures.reset_index().groupby("hairpin")["mirna"].transform("nunique")
    return set(matures.index[(arms == 2).to_numpy()])


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else math.nan
