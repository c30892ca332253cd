"""Inserts that fit somewhere by chance, as random bases would."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Floats, Ints, sum_by
from mirtrd.core.packing import Packed
from mirtrd.counting.placing import Places
from mirtrd.counting.sources import Known

# An insert fits somewhere if its templated bases, less those that a mismatch costs, are so many.
# Half and double move reads counted right by 0.00 points and other reads by +1 and -4 per million.
ENOUGH = 14
# Bases that a mismatch costs there. Half and double move nothing.
MISMATCH = 4


@dataclass(frozen=True, kw_only=True)
class Chance:
    """Random bases as a source: the reads expected of each insert, of so many reads in all."""

    expected: Floats
    reads: float

    def expect(self, known: Known) -> Floats:
        """The reads expected of each insert, whatever is known of the others."""
        return self.expected


def find_chance(
    inserts: Packed, counts: Floats, found: Iterable[Places], left_out: Ints | None = None
) -> Chance:
    """What is expected by chance: inserts of each length are as many as fit nowhere, and each
    sequence of this length is as likely. ``left_out`` is the count of further ones, by length."""
    nowhere = np.ones(len(counts), bool)
    for places in found:
        evidence = inserts.length[places.insert] - places.tail - MISMATCH * places.mismatches
        nowhere[places.insert[evidence >= ENOUGH]] = False
    further = np.zeros(1, np.int64) if left_out is None else left_out
    longest = max(int(inserts.length.max(initial=0)) + 1, len(further))
    seen = sum_by(inserts.length[nowhere], counts[nowhere], longest) + 1
    seen[: len(further)] += further
    expected = seen[inserts.length] * 0.25 ** inserts.length.astype(float)
    return Chance(expected=expected, reads=float(counts.sum() + further.sum()))
