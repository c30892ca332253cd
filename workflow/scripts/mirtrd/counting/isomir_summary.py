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

    def add(self, row: IsomirRow) -> None:
        """Add the count of an isomiR."""
        number, ends = row.count, read_variant(row.variant)
        self.kinds["all"] += number
        self.kinds["canonical"] += number * (row.variant == "NA")
        self.by_5p[ends.shift_5p] += number
        if ends.shift_5p and not row.changes:
            self.seeds[ends.shift_5p, seed_of(row.insert)] += number
        self.by_3p[(ends.shift_3p > 0) - (ends.shift_3p < 0)] += number
        if ends.tail:
            self.kinds["tailed"] += number
            for base in row.insert[-ends.tail :]:
                self.tails[base] += number
        if row.changes:
            found = {(base, read) == ("A", "G") for _, base, read in read_changes(row.changes)}
            self.kinds["edited"] += number * (True in found)
            self.kinds["substituted"] += number * (False in found)
            for change in row.changes.split(","):
                self.changed[change] += number

    @property
    def top_shift(self) -> int:
        """The most frequent 5' shift, the smaller of equally frequent ones; 0 if there is none."""
        shifts = [(-number, abs(shift), shift) for shift, number in self.by_5p.items() if shift]
        return min(shifts)[2] if shifts else 0


def seed_of(sequence: str) -> str:
    """Bases 2 to 8 in the letters of RNA."""
    return sequence[SEED[0] - 1 : SEED[1]].replace("T", "U")


def summarise(mirna: str, sequence: str, rows: Iterable[IsomirRow]) -> IsomirSummary:
    """Describe the isomiRs of a miRNA of this sequence."""
    counts = _Counts()
    for row in rows:
        counts.add(row)
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
