"""isomiRs as they are tested: the inserts of a miRNA by ends and tail."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from mirtrd.counting.isomir_names import name_variant, read_variant
from mirtrd.counting.isomir_summary import seed_of
from mirtrd.counting.joining import IsomirRow

CANONICAL, NO_VARIANT, SEPARATOR = "canonical", "NA", "|"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """An isomiR: its count in each sample, and that of each of its inserts over all samples."""

    mirna: str
    variant: str
    counts: list[int]
    inserts: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """What tells it from all others."""
        return f"{self.mirna}{SEPARATOR}{self.variant}"

    @property
    def insert(self) -> str:
        """The most frequent insert; of equally frequent ones the first in the alphabet."""
        return min(self.inserts, key=lambda insert: (-self.inserts[insert], insert))

    @property
    def seed(self) -> str:
        """Bases 2 to 8 of that, in letters of RNA."""
        return seed_of(self.insert)


@cache
def ends_of(variant: str) -> str:
    """A variant of mirGFF3 without its substitutions; `canonical` if no difference is left."""
    name = name_variant(*read_variant(variant), differs=(-1, -1))
    return CANONICAL if name == NO_VARIANT else name


def has_other_seed(variant: str) -> bool:
    """Whether the 5' end of a variant is not the annotated one."""
    return variant != CANONICAL and read_variant(variant).shift_5p != 0


def sum_variants(
    mirna: str, rows: Mapping[int, Iterable[IsomirRow]], samples: int
) -> list[Variant]:
    """The isomiRs of a miRNA, the canonical one first, then by count; ``rows`` are by sample."""
    found: dict[str, Variant] = {}
    for sample, members in rows.items():
        for row in members:
            ends = ends_of(row.variant)
            if ends not in found:
                found[ends] = Variant(mirna=mirna, variant=ends, counts=[0] * samples)
            found[ends].counts[sample] += row.count
            found[ends].inserts[row.insert] += row.count
    return sorted(found.values(), key=lambda v: (v.variant != CANONICAL, -sum(v.counts), v.variant))
