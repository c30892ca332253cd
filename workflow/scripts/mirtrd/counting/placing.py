"""Find where inserts lie on reference sequences: sense strand, mismatches, non-templated tails.

A place is proposed by a seed, a short piece that fits exactly (seed and extend), and then compared
over its full length. Each place that is left is a hit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from mirtrd.core.arrays import Columns, Ints, Words
from mirtrd.core.packing import (
    ODD,
    WORD,
    Packed,
    count_bits,
    first_two,
    is_set,
    low_bits,
    pieces,
)
from mirtrd.core.threads import map_ahead
from mirtrd.reference.targets import Targets

# Longest non-templated tail, and most bases that may lie over the 5' end of a sequence.
MAX_TAIL = 3
MAX_OVERHANG = 2
# Hairpins are few: any 8 bases are a seed. Seeds overlap so that two mismatches in 22 nt leave
# one of them whole.
HAIRPIN_SEED = 8
# Other RNAs are searched as hairpins are, up to so many bases: an insert with a mismatch in its
# middle, which no longer seed finds, would fit a hairpin only. With longer seeds throughout, 50
# more other reads per million are counted as miRNA. Where there are more bases, RNAs are many and
# repeat themselves: a seed is longer, and of equal pieces the first few stand for all.
FEW_BASES = 500_000
OTHER_SEED = 12
MAX_COPIES = 4
# Bases at the end of a piece by which it is looked up.
ENDING = 10
# Bits that a place in the targets has next to a seed in one number.
PLACE_BITS = 36
# Inserts that are compared at a time.
BATCH = 50_000
# Of these, places are proposed for so many at a time.
PROPOSED = 10_000


@dataclass(frozen=True, kw_only=True)
class Places(Columns):
    """Ways to place inserts (hits), as columns. ``start`` counts from the start of the sequence.

    ``differs`` are up to two positions of the insert with another base than the template, or -1.
    """

    insert: Ints
    sequence: Ints
    start: Ints
    tail: Ints
    mismatches: Ints
    differs: Ints


@dataclass(frozen=True, kw_only=True)
class Seeds:
    """The places of all pieces of one size in targets, sorted by piece.

    Pieces are found by their last bases, as many as ``first`` has room for: it says where those
    with each ending begin, and one more for the end. A table of all pieces of 12 bases would be
    mostly empty.
    """

    size: int
    first: Ints
    piece: Ints
    place: Ints

    def find(self, piece: Ints) -> tuple[Ints, Ints]:
        """For each occurrence of the given pieces: which piece, and its place."""
        ending = piece.astype(np.int64) >> _before_ending(self.size)
        first = self.first[ending]
        count = self.first[ending + 1] - first
        which = np.repeat(np.arange(len(piece)), count)
        at = np.arange(len(which)) + np.repeat(first - np.cumsum(count) + count, count)
        if self.size > ENDING:
            same = np.flatnonzero(self.piece[at] == piece[which])
            which, at = which[same], at[same]
        return which, self.place[at]


def make_seeds(targets: Targets, size: int, copies: int | None = None) -> Seeds:
    """Find the places of all pieces of a size in targets, at most ``copies`` of each piece."""
    whole = targets.outside & np.uint64(4**size - 1)
    place = np.flatnonzero(whole == 0)
    piece = (targets.word[place] & np.uint64(4**size - 1)).astype(np.int64)
    # Sorted as one number with its place, which is faster than sorting an index.
    piece, place = np.divmod(np.sort(piece << PLACE_BITS | place), 1 << PLACE_BITS)
    if copies:
        start = np.flatnonzero(np.diff(piece, prepend=-1))
        rank = np.arange(len(piece)) - np.repeat(start, np.diff(start, append=len(piece)))
        piece, place = piece[rank < copies], place[rank < copies]
    number = np.bincount(piece >> _before_ending(size), minlength=4 ** min(size, ENDING))
    return Seeds(size=size, first=np.append(0, np.cumsum(number)), piece=piece, place=place)


def _before_ending(size: int) -> int:
    """The bits of a piece that are not of its ending."""
    return 2 * max(size - ENDING, 0)


def seeds_of_others(others: Targets) -> Seeds:
    """The seeds by which other RNAs are searched: longer ones where there are many."""
    if (others.end - others.start).sum() <= FEW_BASES:
        return make_seeds(others, HAIRPIN_SEED)
    return make_seeds(others, OTHER_SEED, MAX_COPIES)


def find_places(
    inserts: Packed, targets: Targets, seeds: Seeds, max_mismatches: int, threads: int = 1
) -> Places:
    """All ways to place the inserts that their seeds lead to.

    Each way has a place and a tail of 0 to 3 bases. A tail begins with a base that differs from
    the template, and what is before it ends with one that does not. Bases over the 3' end of the
    sequence are tail; up to two over its 5' end and unread ones fit anything.
    """
    place_batch = partial(_place_batch, inserts, targets, seeds, max_mismatches)
    starts = range(0, max(len(inserts.length), 1), BATCH)
    return Places.join(list(map_ahead(place_batch, starts, threads)))


def _place_batch(
    inserts: Packed, targets: Targets, seeds: Seeds, max_mismatches: int, first: int
) -> Places:
    """The places of a batch of inserts, from the number ``first`` on."""
    batch = inserts.take(slice(first, first + BATCH))
    row, place = _propose_all(batch, targets, seeds, max_mismatches)
    sequence = targets.sequence[place]
    bits = _differences(batch, targets, row, place)
    bits[0] &= ~_over_start(targets, place)
    ways = []
    for tail in range(MAX_TAIL + 1):
        templated = batch.length[row] - tail
        mismatches = count_bits(bits, templated)
        fits = mismatches <= max_mismatches
        fits &= place + templated <= targets.end[sequence]
        if tail:
            fits &= is_set(bits, templated)
        if tail < MAX_TAIL:
            fits &= ~is_set(bits, templated - 1)
        way = np.flatnonzero(fits)
        ways.append(
            Places(
                insert=row[way] + first,
                sequence=sequence[way],
                start=place[way] - targets.start[sequence[way]],
                tail=np.full(len(way), tail),
                mismatches=mismatches[way],
                differs=first_two(bits[:, way], templated[way]),
            )
        )
    return Places.join(ways)


def _propose_all(
    inserts: Packed, targets: Targets, seeds: Seeds, max_mismatches: int
) -> tuple[Ints, Ints]:
    """Inserts and places as ``_propose``; some inserts at a time, which stays in the cache."""
    rows, places = [], []
    for first in range(0, max(len(inserts.length), 1), PROPOSED):
        some = inserts.take(slice(first, first + PROPOSED))
        row, place = _propose(some, targets, seeds, max_mismatches)
        rows.append(row + first)
        places.append(place)
    return np.concatenate(rows), np.concatenate(places)


def _propose(
    inserts: Packed, targets: Targets, seeds: Seeds, max_mismatches: int
) -> tuple[Ints, Ints]:
    """Inserts and places that a seed has in common, without those that differ too much in their
    first word, a possible tail left out: most places end here."""
    proposed = []
    size = len(targets.codes)
    stem = low_bits(inserts.length - MAX_TAIL) & ~inserts.unread[0]
    for offset in _offsets(inserts.length, seeds.size):
        piece, read = pieces(inserts, offset, seeds.size)
        usable = np.flatnonzero(read & (offset >= 0))
        which, place = seeds.find(piece[usable])
        row = usable[which]
        place -= offset[row]
        other = inserts.words[0][row] ^ targets.word[place]
        differs = (other | (other >> np.uint64(1))) & stem[row]
        # Most differ too much whatever of them lies outside of a sequence.
        near = np.flatnonzero(np.bitwise_count(differs) <= max_mismatches + MAX_OVERHANG)
        row, place = row[near], place[near]
        outside = targets.outside[place]
        differs = differs[near] | outside & stem[row]
        over = np.flatnonzero(outside & np.uint64(1))
        differs[over] &= ~_over_start(targets, place[over])
        kept = np.bitwise_count(differs) <= max_mismatches
        proposed.append(row[kept] * size + place[kept])
    # Sorted, which is faster than what NumPy does to find the different ones.
    proposals = np.sort(np.concatenate(proposed))
    row, place = np.divmod(proposals[np.diff(proposals, prepend=-1) > 0], size)
    return row, place


def _offsets(length: Ints, size: int) -> Iterator[Ints]:
    """Where seeds are taken: from the 5' end on, and at the 3' end with and without a tail.

    An offset is -1 where there is no room for a seed or another one is at the same place.
    """
    last = length - size
    starts = (0, size // 2, size, 2 * size)
    for offset in starts:
        yield np.where(offset < last - MAX_TAIL, offset, -1)
    yield last - MAX_TAIL
    yield last


def _differences(inserts: Packed, targets: Targets, row: Ints, place: Ints) -> Words:
    """A bit for each base that differs from the target, words as rows. Outside differs too."""
    bits = []
    for word in range(len(inserts.words)):
        at = np.minimum(place + word * WORD, len(targets.word) - 1)
        other = inserts.words[word][row] ^ targets.word[at]
        differs = (other | (other >> np.uint64(1))) & ODD | targets.outside[at]
        within = low_bits(inserts.length[row] - word * WORD)
        bits.append(differs & ~inserts.unread[word][row] & within)
    return np.array(bits)


def _over_start(targets: Targets, place: Ints) -> Words:
    """The bits of the bases that lie over the 5' end of a sequence, if they are few enough."""
    sequence = np.minimum(targets.sequence[place], len(targets.start) - 1)
    return low_bits(np.clip(targets.start[sequence] - place, 0, MAX_OVERHANG))
