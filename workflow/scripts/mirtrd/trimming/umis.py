"""Molecules behind reads: unique molecular identifiers (UMIs), their errors and collisions.

All UMIs of all inserts are worked on at once, as columns in the order of a ``Collapsed``.
"""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mirtrd.core.bases import UNREAD
from mirtrd.trimming.adapters import MAX_UMI
from mirtrd.trimming.collapsing import (
    Collapsed,
    add_up,
    codes_at,
    lengths_of,
    starts_of,
    unpack_umis,
)

# From this many neighbours by chance for each UMI, networks join most molecules of an insert:
# errors are taken off by their rate among the inserts of fewer molecules. Simulated (UMIs of 8 nt,
# 50 to 20,000 molecules, as in tests/trimming/test_umis.py), half of it and double change the
# molecules of an insert by 2 % at most. Where no insert is of few molecules, there is no such rate:
# then molecules are 4 to 5 % too many, with double 2 to 3 % too few.
DENSE = 1.0
# So small a share of molecules lost by chance is none, which saves time. In the same simulation, a
# tenth of it and a hundred times as much change no count by more than one in 1,000.
NO_LOSS = 1e-4
# The share of the UMIs of an insert, beyond chance, that another insert must have for the first to
# be a sequencing error of that: most of them. An error has all its UMIs from its parent, a relative
# those that are equal by chance.
MOSTLY_SHARED = 0.5
# Bits for the reads of a UMI.
READS = 32
# Parts of a UMI: those that differ at one base are equal in all parts but one, and few are that for
# another reason. It is a sort for each part, which for each base would take four times as long.
PARTS = 3
LOW_BITS = np.uint64(0x5555555555555555)  # the lower bit of each base
# UMIs that are searched at a time, for the memory.
SEARCHED = 1_000_000


class Molecules(NamedTuple):
    """The molecules of each insert, and the largest share of all UMIs that one insert uses."""

    counts: NDArray[Any]
    space_used: float


class Tags(NamedTuple):
    """UMIs of one length in the order of their inserts: the number of the insert, the code (two
    bits for each base; ascending within an insert) and the reads of each."""

    insert: NDArray[Any]
    code: NDArray[Any]
    reads: NDArray[Any]

    def take(self, which: NDArray[Any]) -> "Tags":
        """Some of the UMIs, by a mask."""
        return self if which.all() else Tags(*(column[which] for column in self))


class Pairs(NamedTuple):
    """Numbers of two inserts each, of which the child may be an error of the parent."""

    parent: NDArray[Any]
    child: NDArray[Any]


def count_molecules(pairs: Collapsed) -> Molecules:
    """The molecules of each insert, in the order of the inserts; ``pairs`` are those with UMIs.

    UMIs of an insert that differ at one base are one molecule if the one has at least twice the
    reads of the other, less one: the directional network of UMI-tools (Smith et al. 2017,
    doi:10.1101/gr.209601.116). Where an insert has so many molecules that UMIs are neighbours,
    or equal, by chance, the number is raised by what is expected to be lost that way. An insert
    that differs at one base from one with more reads and has mostly the same UMIs is a
    sequencing error of that: the shared UMIs are no molecules of its own.
    """
    starts = starts_of(pairs.words[:-1])
    inserts = len(starts)
    sizes = np.diff(starts, append=len(pairs.reads))
    insert = np.repeat(np.arange(inserts, dtype=np.int32), sizes)
    bases, lengths = unpack_umis(pairs.words[-1])
    neighbours = _neighbours(pairs.words[:-1, starts])
    molecules, space_used = np.zeros(inserts), 0.0
    for length in np.unique(lengths).tolist():
        code = bases >> np.uint64(2 * (MAX_UMI - length))
        tags = Tags(insert, code, pairs.reads).take(lengths == length)
        tags = tags.take(~_errors_of_inserts(tags, neighbours, inserts, length))
        counted = _count(tags, inserts, length)
        molecules += counted
        space_used = max(space_used, float(counted.max()) / 4**length)
    counts = np.minimum(np.rint(molecules), add_up(pairs.reads, starts))
    return Molecules(counts.astype(np.int64), space_used)


def _neighbours(words: NDArray[Any]) -> Pairs:
    """All inserts, given as words, that differ at one base, in both directions.

    An unread base of a parent may be any; that of a child is no error.
    """
    length = lengths_of(words)
    longest = int(length.max(initial=0))
    # A sequence is the sum of random numbers, one for each base at each place: without its number
    # there, a base may be any. Of a million libraries of a million inserts, one has a false pair.
    random = np.random.default_rng(0).integers(2**64, size=(longest, 5), dtype=np.uint64)
    keys = np.zeros(len(length), np.uint64)
    for place in range(longest):
        keys += random[place][codes_at(words, place)] * (length > place)
    parents, children = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for place in range(longest):
        inside = np.flatnonzero(length > place)
        codes = codes_at(words[:, inside], place)
        one, other = _equal(keys[inside] - random[place][codes])
        for parent, child in ((one, other), (other, one)):
            is_read = codes[child] != UNREAD
            parents.append(inside[parent[is_read]])
            children.append(inside[child[is_read]])
    return Pairs(np.concatenate(parents), np.concatenate(children))


def _equal(keys: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The places, one and other, of all pairs of equal keys; there should be few."""
    order = np.argsort(keys)
    ordered = keys[order]
    ones, others = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    near, lag = np.flatnonzero(ordered[1:] == ordered[:-1]), 1
    while len(near):
        ones.append(order[near])
        others.append(order[near + lag])
        lag += 1
        near = near[near < len(keys) - lag]
        near = near[ordered[near + lag] == ordered[near]]
    return np.concatenate(ones), np.concatenate(others)


def _errors_of_inserts(tags: Tags, neighbours: Pairs, inserts: int, length: int) -> NDArray[Any]:
    """Which UMIs of an insert are sequencing errors of another insert (a mask)."""
    sizes, reads = _sizes(tags, inserts)
    parent, child = neighbours
    likely = (sizes[child] > 0) & (reads[parent] > 1) & (reads[parent] >= 2 * reads[child] - 1)
    parent, child = parent[likely], child[likely]
    errors = np.zeros(len(tags.insert), bool)
    batch = np.cumsum(sizes[child]) // SEARCHED
    for start, end in pairwise([*starts_of(batch[None]), len(batch)]):
        errors[_shared(tags, Pairs(parent[start:end], child[start:end]), sizes, length)] = True
    return errors


def _sizes(tags: Tags, inserts: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """The UMIs of each insert, and their reads."""
    sizes = np.bincount(tags.insert, minlength=inserts)
    return sizes, np.bincount(tags.insert, tags.reads, minlength=inserts)


def _shared(tags: Tags, pairs: Pairs, sizes: NDArray[Any], length: int) -> NDArray[Any]:
    """Where the UMIs are that a child has from its parent, if those are most of the child's.

    A UMI of the parent with too few reads for that is not shared; ``sizes`` are the UMIs of each
    insert, and no child is without one.
    """
    ends = np.cumsum(sizes)
    of_child = sizes[pairs.child]
    starts = np.cumsum(of_child) - of_child
    child = np.arange(of_child.sum()) + np.repeat(ends[pairs.child] - of_child - starts, of_child)
    parent = np.repeat(pairs.parent, of_child)
    place = _search(tags.code, (ends - sizes)[parent], ends[parent], tags.code[child])
    same = tags.code[place] == tags.code[child]
    same &= tags.reads[place] >= 2 * tags.reads[child] - 1
    share = add_up(same.astype(np.int64), starts) / of_child
    by_chance = sizes[pairs.parent] / 4**length
    return child[same & np.repeat(share - by_chance > MOSTLY_SHARED * (1 - by_chance), of_child)]


def _search(
    values: NDArray[Any], first: NDArray[Any], end: NDArray[Any], wanted: NDArray[Any]
) -> NDArray[Any]:
    """Where each wanted value is, if it is there, among the values from a first one to an end,
    which ascend; any of these if not."""
    low, high = first, end - 1
    while (low < high).any():
        middle = (low + high) // 2
        above = (values[middle] < wanted) & (middle < high)
        low, high = np.where(above, middle + 1, low), np.where(above, high, middle)
    return low


def _count(tags: Tags, inserts: int, length: int) -> NDArray[Any]:
    """The molecules of each insert, UMI errors joined or taken off."""
    space, neighbours = 4**length, 3 * length / 4**length
    sizes, reads = _sizes(tags, inserts)
    sparse = sizes * neighbours < DENSE
    of_sparse = tags.take(sparse[tags.insert])
    molecules = _not_lost(of_sparse, _absorbed(of_sparse, length), inserts, neighbours)
    joined = (sizes - molecules)[sparse].sum()
    error_rate = max(joined, 0) / max(reads[sparse].sum(), 1)
    # Among dense UMIs, an error is seen only if it hits a UMI that no molecule has.
    unseen = 1 - sizes / space
    molecules = np.where(sparse, molecules, sizes - error_rate * reads * unseen)
    return _without_collisions(molecules, space)


def _absorbed(tags: Tags, length: int) -> NDArray[Any]:
    """Which UMIs another one of their insert absorbs, itself or through others (a mask).

    Reads fall along each path of the network but between UMIs of a single read. So a UMI of more
    is absorbed if a neighbour has enough reads for that; of the single ones that hang together,
    all are absorbed if any has a neighbour of more reads, else all but one.
    """
    reads = tags.reads
    several = np.flatnonzero(np.bincount(tags.insert)[tags.insert] > 1)
    # The highest bits of the numbers of inserts are lost where UMIs are very long.
    key = tags.insert[several].astype(np.uint64) << np.uint64(2 * length) | tags.code[several]
    absorbed = np.zeros(len(reads), bool)
    singles = [np.zeros((2, 0), np.int64)]
    for first, end in pairwise(2 * (length * part // PARTS) for part in range(PARTS + 1)):
        one, other = _equal(key & ~np.uint64((1 << end) - (1 << first)))
        near = _differ_at_one_base(key[one], key[other])
        one, other = several[one[near]], several[other[near]]
        same = tags.insert[one] == tags.insert[other]
        one, other = one[same], other[same]
        for parent, child in ((one, other), (other, one)):
            absorbed[child[reads[parent] >= _enough(reads[child])]] = True
        single = (reads[one] == 1) & (reads[other] == 1)
        singles.append(np.array([one[single], other[single]]))
    members, edges = np.unique(np.concatenate(singles, axis=1), return_inverse=True)
    lowest = _lowest(len(members), *edges)
    gone = np.bincount(lowest, absorbed[members], minlength=len(members)) > 0
    absorbed[members] = gone[lowest] | (lowest != np.arange(len(members)))
    return absorbed


def _differ_at_one_base(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """Whether codes that are unlike differ at one base only."""
    differing = one ^ other
    bases = (differing | differing >> np.uint64(1)) & LOW_BITS
    return bases & (bases - np.uint64(1)) == 0


def _enough(reads: NDArray[Any]) -> NDArray[Any]:
    """The reads of a UMI that absorbs one of so many ``reads``, and is not absorbed by it."""
    return np.maximum(2 * reads - 1, reads + 1)


def _lowest(nodes: int, one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """For each of a number of nodes, the lowest that edges between one and other connect it to."""
    lowest = np.arange(nodes)
    while True:
        low, high = np.sort([lowest[one], lowest[other]], axis=0)
        if (low == high).all():
            return lowest
        np.minimum.at(lowest, high, low)
        while (lowest[lowest] != lowest).any():
            lowest = lowest[lowest]


def _not_lost(tags: Tags, absorbed: NDArray[Any], inserts: int, neighbours: float) -> NDArray[Any]:
    """The molecules of each insert, of which some UMIs are absorbed, a few of them by chance.

    ``neighbours`` is the chance that a UMI is a neighbour of a given other one.
    """
    left = np.bincount(tags.insert[~absorbed], minlength=inserts)
    many = left * neighbours >= NO_LOSS
    of_many = many[tags.insert]
    tags, absorbed = tags.take(of_many), absorbed[of_many]
    keys = tags.insert.astype(np.int64) << READS | tags.reads
    seeds, others = np.sort(keys[~absorbed]), np.sort(keys[absorbed])
    distinct, times = np.unique(seeds, return_counts=True)
    insert, reads = distinct >> READS, distinct & (2**READS - 1)
    # A molecule is lost next to a UMI of at least twice its reads, less one, whether that stands
    # or was absorbed itself; of two that stand with a single read each, one is lost.
    near = _with_reads(seeds, insert, _enough(reads)) + _with_reads(others, insert, 2 * reads - 1)
    near = near + 0.5 * np.where(reads == 1, times, 0)
    kept = np.exp(-neighbours * near)
    return np.where(many, np.bincount(insert, times / kept, minlength=inserts), left)


def _with_reads(keys: NDArray[Any], insert: NDArray[Any], reads: NDArray[Any]) -> NDArray[Any]:
    """How many of some UMIs are of an insert and have so many reads or more.

    ``keys`` are the inserts and reads of these UMIs in one number each, ascending.
    """
    end = np.searchsorted(keys, (insert + 1) << READS)
    return end - np.searchsorted(keys, insert << READS | reads)


def _without_collisions(molecules: NDArray[Any], space: int) -> NDArray[Any]:
    """The molecules that use so many different UMIs, of ``space`` that are equally frequent."""
    return -space * np.log1p(-np.minimum(molecules / space, 1 - 1 / space))
