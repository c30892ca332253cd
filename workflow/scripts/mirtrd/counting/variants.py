"""Bases at which the other RNAs of a sample are otherwise than the reference: those of the person,
of another copy of the gene, or modified ones that are misread."""

import numpy as np

from mirtrd.core.arrays import Bools, Floats, Ints, sum_by
from mirtrd.core.packing import Packed
from mirtrd.counting.placing import MAX_TAIL, Places
from mirtrd.reference.targets import Targets

# So many reads with the same other base, and this share of the reads over it, are a variant and no
# errors: a copy in five has it, or one chromosome of two. Half and double move nothing.
ENOUGH = 10
SHARE = 0.2


def find_variants(inserts: Packed, counts: Floats, targets: Targets, places: Places) -> Bools:
    """Whether each place has one mismatch, and that is a variant of its RNA.

    Reads that fit an RNA without a difference speak for its own base, those that fit none so and
    one with a single mismatch for the other base.
    """
    whole = places.tail == 0
    exact = whole & (places.mismatches == 0)
    has_exact = np.zeros(len(counts), bool)
    has_exact[places.insert[exact]] = True
    start = targets.start[places.sequence] + places.start
    length = inserts.length[places.insert]
    # Reads over each base: one more from the first on, one less behind the last one.
    size = len(targets.codes) + 1
    reads = counts[places.insert[exact]]
    change = sum_by(start[exact], reads, size) - sum_by((start + length)[exact], reads, size)
    without = np.cumsum(change)

    single = np.flatnonzero(places.mismatches == 1)
    base = _base_of(inserts, places, start, single)
    # So near the 3' end, it may be the tail of a miRNA.
    inner = places.differs[single, 0] < length[single] - MAX_TAIL
    speaks = whole[single] & inner & ~has_exact[places.insert[single]]
    known, which = np.unique(base, return_inverse=True)
    with_it = sum_by(which[speaks], counts[places.insert[single[speaks]]], len(known))
    total = with_it + without[known // 4]
    is_variant = np.zeros(len(places.insert), bool)
    is_variant[single] = ((with_it >= ENOUGH) & (with_it >= SHARE * total))[which]
    return is_variant


def _base_of(inserts: Packed, places: Places, start: Ints, row: Ints) -> Ints:
    """A number for the place among all bases of the targets, and the base read there, of the first
    mismatch of some places."""
    at = places.differs[row, 0]
    return (start[row] + at) * 4 + inserts.codes[places.insert[row], at]
