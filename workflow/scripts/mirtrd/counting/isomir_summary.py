"""Describe the isomiRs of a miRNA: ends, seeds, tails and substitutions over all samples."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from mirtrd.counting.isomir_names import read_changes, read_variant
from mirtrd.counting.joining import IsomirRow

BASES = "ACGT"
# The first and last base of a seed.
SEED = (2, 8)


@dataclass(frozen=True, kw_only=True)
class IsomirSummary:
    """The isomiRs of a miRNA; see the columns of ``ISOMIR_SUMMARY``."""

    mirna: str
    count: int
    canonical_share: float
    seed: str
    shifted_5p_share: float
    top_5p_shift: str
    top_5p_share: float
    top_5p_seed: str
    shorter_3p_share: float
    longer_3p_share: float
    tailed_share: float
    tail_A: float  # noqa: N815
    tail_C: float  # noqa: N815
    tail_G: float  # noqa: N815
    tail_U: float  # noqa: N815
    edited_share: float
    substituted_share: float
    top_substitution: str
    top_substitution_share: float


@dataclass(frozen=True, kw_only=True)
class _Counts:
    """Counts of a miRNA by what its isomiRs have: kind, 5' shift, seed with that, side to which the
    3' end is off (-1, 0, 1), bases of tails, substitutions."""

    kinds: Counter[str] = field(default_factory=Counter)
    by_5p: Counter[int] = field(default_factory=Counter)
    seeds: Counter[tuple[int, str]] = field(default_factory=Counter)
    by_3p: Counter[int] = field(default_factory=Counter)
    tails: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    @property
    def top_shift(self) -> int:
        """The most frequent 5' shift, the smaller of equally frequent ones; 0 if there is none."""
        shifts = [(-number, abs(shift), shift) for shift, number in self.by_5p.items() if shift]
        return min(shifts)[2] if shifts else 0


def _count_features(rows: Iterable[IsomirRow]) -> _Counts:
    """Add up what the isomiRs of a miRNA have."""
    counts = _Counts()
    kinds, by_5p, by_3p, tails = counts.kinds, counts.by_5p, counts.by_3p, counts.tails
    for _, insert, variant, number, changes in rows:
        shift_5p, shift_3p, tail = read_variant(variant)
        kinds["all"] += number
        by_5p[shift_5p] += number
        by_3p[(shift_3p > 0) - (shift_3p < 0)] += number
        if variant == "NA":
            kinds["canonical"] += number
        if shift_5p and not changes:
            counts.seeds[shift_5p, seed_of(insert)] += number
        if tail:
            kinds["tailed"] += number
            for base in insert[-tail:]:
                tails[base] += number
        if changes:
            found = {(base, read) == ("A", "G") for _, base, read in read_changes(changes)}
            kinds["edited"] += number * (True in found)
            kinds["substituted"] += number * (False in found)
            for change in changes.split(","):
                counts.changed[change] += number
    return counts


def seed_of(sequence: str) -> str:
    """Bases 2 to 8 in the letters of RNA."""
    return sequence[SEED[0] - 1 : SEED[1]].replace("T", "U")


def summarise(mirna: str, sequence: str, rows: Iterable[IsomirRow]) -> IsomirSummary:
    """Describe the isomiRs of a miRNA of this sequence."""
    counts = _count_features(rows)
    kinds, total, top = counts.kinds, counts.kinds["all"], counts.top_shift
    top_seeds = [(-n, seed) for (shift, seed), n in counts.seeds.items() if shift == top]
    less, substitution = min(((-n, name) for name, n in counts.changed.items()), default=(0, ""))
    in_tails = sum(counts.tails[base] for base in BASES)
    of_tails = {base: counts.tails[base] / in_tails if in_tails else math.nan for base in BASES}
    return IsomirSummary(
        mirna=mirna,
        count=total,
        canonical_share=kinds["canonical"] / total,
        seed=seed_of(sequence),
        shifted_5p_share=1 - counts.by_5p[0] / total,
        top_5p_shift=f"{top:+d}" if top else "",
        top_5p_share=counts.by_5p[top] / total if top else 0.0,
        top_5p_seed=min(top_seeds)[1] if top_seeds else "",
        shorter_3p_share=counts.by_3p[-1] / total,
        longer_3p_share=counts.by_3p[1] / total,
        tailed_share=kinds["tailed"] / total,
        tail_A=of_tails["A"],
        tail_C=of_tails["C"],
        tail_G=of_tails["G"],
        tail_U=of_tails["T"],
        edited_share=kinds["edited"] / total,
        substituted_share=kinds["substituted"] / total,
        top_substitution=substitution,
        top_substitution_share=-less / total,
    )
