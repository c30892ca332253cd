"""Test the A of matures for A-to-I editing, which is read as G, against errors."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
from scipy.stats import binom

from mirtrd.core.arrays import Bools, Floats, Ints
from mirtrd.counting.isomir_names import read_changes, read_variant
from mirtrd.counting.isomir_summary import BASES, SEED
from mirtrd.counting.joining import IsomirRow
from mirtrd.statistics.multiple_testing import adjust

# A substitution at the last two templated bases of an insert can pass for a tail.
BEHIND = 2
# A site that would be so frequent so rarely by error is left out of the rate of errors.
OUTLYING = 1e-4
MAX_ROUNDS = 20
# The rate of errors of all miRNAs weighs as much as so many errors at a site (pseudocounts).
PRIOR_ERRORS = 10
# A site is tested if so many counts cover it, and the share of a sample is looked at if so many of
# its own do.
ENOUGH = 20


@dataclass(frozen=True, kw_only=True)
class Site:
    """A position of a mature, from 1: its base, the count of inserts that cover it in all samples,
    and of those that have A, C, G and T instead; for A, the samples with G, and the highest share
    of G in a sample (-1: in none do enough counts cover it)."""

    mirna: str
    position: int
    base: str
    covering: int
    instead: tuple[int, ...]
    samples: int
    highest_share: float


@dataclass(frozen=True, kw_only=True)
class Edited:
    """An A that is read as G; see the columns of ``EDITING``."""

    mirna: str
    position: int
    in_seed: str
    edited: int
    covering: int
    share: float
    error_rate: float
    pvalue: float
    padj: float
    samples: int
    highest_share: float


def find_sites(
    mirna: str, sequence: str, rows: Mapping[int, Sequence[IsomirRow]]
) -> Iterator[Site]:
    """The positions of a mature that inserts cover."""
    length = len(sequence)
    covering = np.zeros((length + 1, len(rows)), np.int64)
    instead = np.zeros((length, len(BASES)), np.int64)
    edited = np.zeros((length, len(rows)), np.int64)
    for column, of_sample in enumerate(rows.values()):
        spans: Counter[tuple[int, int]] = Counter()
        for _, _, variant, number, changes in of_sample:
            shift_5p, shift_3p, _ = read_variant(variant)
            first, behind = max(shift_5p, 0), min(length + shift_3p - BEHIND, length)
            if first >= behind:
                continue
            spans[first, behind] += number
            for position, base, read in read_changes(changes):
                # Before the mature, or on a hairpin whose copy of it is cut short, is no site.
                if first < position <= behind and base == sequence[position - 1]:
                    instead[position - 1, BASES.index(read)] += number
                    edited[position - 1, column] += number * (base + read == "AG")
        for (first, behind), number in spans.items():
            covering[first, column] += number
            covering[behind, column] -= number
    covering = np.cumsum(covering, axis=0)[:length]
    enough = covering >= ENOUGH
    shares = np.where(enough, edited, -1) / np.where(enough, covering, 1)
    for at in np.flatnonzero(covering.any(axis=1)).tolist():
        yield Site(
            mirna=mirna,
            position=at + 1,
            base=sequence[at],
            covering=int(covering[at].sum()),
            instead=tuple(instead[at].tolist()),
            samples=int((edited[at] > 0).sum()),
            highest_share=float(shares[at].max()),
        )


def usual_rate(covering: Ints, changed: Ints) -> float:
    """The rate of one kind of substitution over sites, those left out that stand out."""
    kept: Bools = np.ones(len(covering), bool)
    rate = 1.0
    for _ in range(MAX_ROUNDS):
        # One more of each, so that few reads are no proof of no error.
        rate = (changed[kept].sum() + 1) / (covering[kept].sum() + 1)
        before, kept = kept, binom.sf(changed - 1, covering, min(rate, 1)) >= OUTLYING
        if (before == kept).all():
            break
    return min(rate, 1.0)


def error_rates(bases: Ints, covering: Ints, instead: Ints) -> Floats:
    """The rate of A read as G by error at each site where the mature has A.

    It is that of the most frequent other kind of substitution over all miRNAs, or, if that is
    more, the mean of it and of A read as C and as T at the site itself, by their weights.
    """
    kinds = ((a, b) for a in range(4) for b in range(4) if a != b and (a, b) != (0, 2))
    usual = max(usual_rate(covering[bases == a], instead[bases == a, b]) for a, b in kinds)
    local = instead[:, 1] + instead[:, 3] + PRIOR_ERRORS
    return np.maximum(usual, local / (2 * covering + PRIOR_ERRORS / usual))[bases == 0]


def judge_sites(sites: Sequence[Site]) -> list[Edited]:
    """Test all A for being read as G more often than by error; those with an edited read.

    One-sided binomial test; adjusted for all A that are tested (Benjamini-Hochberg). The p-values
    of those that too few reads cover are NaN.
    """
    bases = np.array([BASES.find(site.base) for site in sites], np.int64)
    covering = np.array([site.covering for site in sites], np.int64)
    instead = np.array([site.instead for site in sites], np.int64).reshape(-1, len(BASES))
    rates = error_rates(bases, covering, instead)
    number, of = instead[bases == 0, 2], covering[bases == 0]
    pvalue = np.where(of >= ENOUGH, binom.sf(number - 1, of, rates), np.nan)
    padj = adjust(pvalue)
    adenines = [site for site in sites if site.base == "A"]
    found = [
        Edited(
            mirna=site.mirna,
            position=site.position,
            in_seed="yes" if SEED[0] <= site.position <= SEED[1] else "no",
            edited=site.instead[2],
            covering=site.covering,
            share=site.instead[2] / site.covering,
            error_rate=float(rates[row]),
            pvalue=float(pvalue[row]),
            padj=float(padj[row]),
            samples=site.samples,
            highest_share=site.highest_share if site.highest_share >= 0 else nan,
        )
        for row, site in enumerate(adenines)
        if site.instead[2]
    ]
    return sorted(found, key=lambda row: (isnan(row.pvalue), row.pvalue, -row.share))
