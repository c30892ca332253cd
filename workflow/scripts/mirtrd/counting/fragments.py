"""Fragments of RNAs: inserts that pile up where others with nearly the same ends do."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Floats, Ints, sum_by
from mirtrd.core.packing import Packed
from mirtrd.counting.placing import Places
from mirtrd.counting.sources import Known
from mirtrd.reference.targets import Targets

# How often fragments of other RNAs have tails of 0 to 3 bases: rarely, but for the CCA that tRNAs
# get. Half as many tails and twice as many move reads counted right by +0.01 and -0.02 points and
# other reads by +7 and -15 per million.
OTHER_TAIL = (0.97, 0.02, 0.004, 0.006)
# How far off, in nt, the ends of fragments are that tell what to expect of the one between. Half
# and double move reads counted right by 0.00 points and other reads by +1 and -1 per million.
NEAR = 2
# The share of the reads of these that is expected of it. Half and double move reads counted right
# by 0.00 points and other reads by +1 and -2 per million.
NEIGHBOURS = 0.05
# Reads that are expected of any fragment (a pseudocount). Half and double move nothing.
AT_LEAST = 0.01


@dataclass(frozen=True, kw_only=True)
class Fragments:
    """Inserts as fragments of other RNAs, or of hairpins beside their matures; a source.

    ``place`` is the best place of each insert (-1: none), ``start`` where it begins among all
    sequences, ``length`` what of it is templated, ``likelihood`` that of its tail and mismatches.
    ``exact`` are those without a difference, the reads of which tell what to expect of the others.
    ``judged`` are inserts of which nothing is expected, as the matures' sources account for them.
    """

    place: Ints
    start: Ints
    length: Ints
    likelihood: Floats
    exact: Bools
    judged: Bools

    def expect(self, known: Known) -> Floats:
        """The reads expected of each insert: those of the same fragment without mismatch or tail
        that no mature explains, and a part of those with nearly the same ends."""
        placed = np.flatnonzero(self.place >= 0)
        length = self.length[placed]
        # Farther apart than the ends of neighbours, so that a key is one start and length.
        width = int(length.max(initial=0)) + 2 * NEAR + 1
        key, fragment = np.unique(self.start[placed] * width + length, return_inverse=True)
        reads = known.unexplained * self.exact
        seen = sum_by(fragment, reads[placed], len(key))
        near = np.zeros(len(key))
        for off_5p in range(-NEAR, NEAR + 1):
            for off_3p in range(-NEAR, NEAR + 1):
                if off_5p or off_3p:
                    other = key + off_5p * width + off_3p - off_5p
                    at = np.minimum(np.searchsorted(key, other), len(key) - 1)
                    near += np.where(key[at] == other, seen[at], 0)
        expected = np.zeros(len(self.place))
        total = seen + NEIGHBOURS * near + AT_LEAST
        expected[placed] = total[fragment] * self.likelihood[placed]
        expected[self.judged] = 0
        return expected


def find_fragments(
    inserts: Packed,
    targets: Targets,
    places: Places,
    fixed: Floats,
    variant: Bools | None = None,
) -> Fragments:
    """The best of the places of each insert, and where that is.

    ``fixed`` is the likelihood of tail bases and mismatches at each place; places of which the
    mismatch is a ``variant`` of the RNA have none. Of places that are
    equally likely, the first: the copies of a repeated RNA pile up on one.
    """
    number = len(inserts.length)
    likelihood = fixed * np.array(OTHER_TAIL)[places.tail]
    order = np.lexsort((places.start, places.sequence, -likelihood, places.insert))
    best = order[np.diff(places.insert[order], prepend=-1) != 0]
    insert = places.insert[best]
    place, start, length = (np.full(number, -1) for _ in range(3))
    place[insert] = best
    start[insert] = targets.start[places.sequence[best]] + places.start[best]
    length[insert] = inserts.length[insert] - places.tail[best]
    of_insert, exact = np.zeros(number), np.zeros(number, bool)
    of_insert[insert] = likelihood[best]
    differs = places.mismatches > 0 if variant is None else (places.mismatches > 0) & ~variant
    exact[insert] = ~differs[best] & (places.tail[best] == 0)
    return Fragments(
        place=place,
        start=start,
        length=length,
        likelihood=of_insert,
        exact=exact,
        judged=np.zeros(number, bool),
    )
