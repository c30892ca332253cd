"""Inserts and the matures that they may be isomiRs of."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Columns, Floats, Ints, sum_by
from mirtrd.core.packing import Packed
from mirtrd.counting.chance import Chance
from mirtrd.counting.isomir_model import (
    MAX_SHIFT_3P,
    MAX_SHIFT_5P,
    SHIFTS_3P,
    SHIFTS_5P,
    Model,
    likelihood_of_ends,
)
from mirtrd.counting.mismatches import Mismatches
from mirtrd.counting.placing import MAX_TAIL, Places
from mirtrd.reference.targets import Matures

# A way to explain an insert that is this much less likely than another is left out, which saves
# time: half and double move nothing.
NEGLIGIBLE = 1e-7
# So is one that chance makes so many times the reads of that it would have if all reads of the
# sample were of its mature. Half and double move nothing.
HOPELESS = 1000
# How many times the reads that its mature explains an insert with two mismatches may have. 2 and 10
# move reads counted right by -0.01 and 0.00 points and other reads by -1 and 0 per million.
FAR_SLACK = 5


@dataclass(frozen=True, kw_only=True)
class Near(Columns):
    """Places on hairpins and the matures within reach of their ends; shifts are in nt, to the
    right."""

    place: Ints
    mature: Ints
    shift_5p: Ints
    shift_3p: Ints


@dataclass(frozen=True, kw_only=True)
class Pairs(Columns):
    """Inserts and matures that they may be isomiRs of; ``place`` is the best place.

    Shifts count from the farthest to the left: ``MAX_SHIFT_5P`` and ``MAX_SHIFT_3P`` are none.
    ``fixed`` is the likelihood of tail bases and mismatches.
    """

    insert: Ints
    mature: Ints
    place: Ints
    shift_5p: Ints
    shift_3p: Ints
    tail: Ints
    fixed: Floats


def likelihood_of_pairs(pairs: Pairs, model: Model) -> Floats:
    """The likelihood of each insert for its mature, which is taken to be like all."""
    return likelihood_of_ends(model, pairs.shift_5p, pairs.shift_3p, pairs.tail) * pairs.fixed


def find_near(inserts: Packed, places: Places, matures: Matures) -> Near:
    """Places on hairpins that lie near matures."""
    first = matures.first[places.sequence]
    count = matures.first[places.sequence + 1] - first
    place = np.repeat(np.arange(len(count)), count)
    locus = first[place] + np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    shift_5p = places.start[place] - matures.start[locus]
    end = places.start + inserts.length[places.insert] - places.tail
    shift_3p = end[place] - matures.end[locus]
    near = (abs(shift_5p) <= MAX_SHIFT_5P) & (abs(shift_3p) <= MAX_SHIFT_3P)
    return Near(
        place=place[near],
        mature=matures.mature[locus[near]],
        shift_5p=shift_5p[near],
        shift_3p=shift_3p[near],
    )


def make_pairs(places: Places, near: Near, fixed: Floats, model: Model, chance: Chance) -> Pairs:
    """The likeliest place of each insert for each mature, hopeless ones left out.

    ``fixed`` is the likelihood of tail bases and mismatches of each place.
    """
    possible = Pairs(
        insert=places.insert[near.place],
        mature=near.mature,
        place=near.place,
        shift_5p=near.shift_5p + MAX_SHIFT_5P,
        shift_3p=near.shift_3p + MAX_SHIFT_3P,
        tail=places.tail[near.place],
        fixed=fixed[near.place],
    )
    likelihood = likelihood_of_pairs(possible, model)
    key = possible.insert * (near.mature.max(initial=0) + 1) + near.mature
    order = np.lexsort((-likelihood, key))
    first = order[np.diff(key[order], prepend=-1) != 0]
    insert, likelihood = possible.insert[first], likelihood[first]
    best = np.zeros(len(chance.expected))
    np.maximum.at(best, insert, likelihood)
    by_chance = chance.expected[insert] / HOPELESS
    hopeful = (likelihood > NEGLIGIBLE * best[insert]) & (likelihood * chance.reads > by_chance)
    return possible.take(first[hopeful])


def are_explained(
    pairs: Pairs, counts: Floats, places: Places, mismatches: Mismatches, model: Model
) -> Bools:
    """Whether pairs are fewer than two mismatches off, or not too many to be the mature's.

    An RNA that is not in the reference may be two bases off from a mature, and has many reads. An
    isomiR so far off has one mismatch by chance at least, so it is rare next to the mature's reads
    with one or none. ``mismatches`` are those of each place.
    """
    near = places.mismatches[pairs.place] < 2
    reads = sum_by(pairs.mature[near], counts[pairs.insert[near]], pairs.mature.max(initial=0) + 1)
    kind, error = mismatches.kinds[pairs.place], mismatches.errors[pairs.place]
    rate = np.where(kind >= 0, model.substitution[kind] + error, 0).max(axis=1)
    expected = reads[pairs.mature] * rate
    return near | (
        counts[pairs.insert] <= np.maximum(1, FAR_SLACK * (expected + np.sqrt(expected)))
    )


@dataclass(frozen=True, kw_only=True)
class Tied(Columns):
    """Pairs and all the places that are as good for them as the best one, sorted by pair."""

    pair: Ints
    place: Ints


def find_tied(pairs: Pairs, places: Places, near: Near) -> Tied:
    """All places that are as good for a pair as its best one: the copies of a mature."""
    wanted = _kind_of(
        pairs.insert * (near.mature.max(initial=0) + 1) + pairs.mature,
        (pairs.shift_5p, pairs.shift_3p, pairs.tail, places.mismatches[pairs.place]),
    )
    shifts = near.shift_5p + MAX_SHIFT_5P, near.shift_3p + MAX_SHIFT_3P
    found = _kind_of(
        places.insert[near.place] * (near.mature.max(initial=0) + 1) + near.mature,
        (*shifts, places.tail[near.place], places.mismatches[near.place]),
    )
    if not len(wanted):
        return Tied(pair=np.zeros(0, np.int64), place=np.zeros(0, np.int64))
    order = np.argsort(wanted)
    at = np.minimum(np.searchsorted(wanted[order], found), len(wanted) - 1)
    tied = np.flatnonzero(wanted[order[at]] == found)
    pair, place = order[at[tied]], near.place[tied]
    by_pair = np.lexsort((place, pair))
    return Tied(pair=pair[by_pair], place=place[by_pair])


def _kind_of(pair: Ints, variant: tuple[Ints, Ints, Ints, Ints]) -> Ints:
    """One number for insert, mature, 5' shift, 3' shift, tail length and mismatches."""
    shift_5p, shift_3p, tail, mismatches = variant
    ends = (shift_5p * SHIFTS_3P + shift_3p) * (MAX_TAIL + 1) + tail
    return (pair * SHIFTS_5P * SHIFTS_3P * (MAX_TAIL + 1) + ends) * 3 + mismatches
