"""Counts of hairpins, which share the inserts of the matures that they have in common."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from mirtrd.core.arrays import Ints, sum_by
from mirtrd.counting.counted import Counted
from mirtrd.counting.rounding import round_to_total

# Shares of hairpins have settled when none moves by more than a tenth of a read in a round.
SETTLED = 0.1
MAX_ROUNDS = 200

# Hairpins that the same inserts fit as well.
Hairpins = frozenset[str]


def count_hairpins(counted: Counted, policy: str, total: int) -> dict[str, int]:
    """The count of each hairpin, on its matures and beside them; they add up to the total."""
    names, tied = counted.reference.hairpin_names, counted.assignment.tied
    places = counted.sample.on_hairpins
    there = counted.amounts[tied.pair] > 0
    pair, on = tied.pair[there], places.sequence[tied.place[there]]
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    alike = number_alike(starts, on)
    of_set = sum_by(alike, counted.amounts[pair[starts]])
    classes: Counter[Hairpins] = Counter()
    ends = np.append(starts[1:], len(on))
    for number, one in zip(*np.unique(alike, return_index=True), strict=True):
        members = on[starts[one] : ends[one]].tolist()
        classes[frozenset(names[n] for n in members)] += of_set[number]
    insert = np.flatnonzero(counted.assignment.on_hairpin > 0)
    hairpin = places.sequence[counted.assignment.hairpin_place[insert]]
    beside = (counted.sample.counts * counted.assignment.on_hairpin)[insert]
    for position, reads in enumerate(sum_by(hairpin, beside).tolist()):
        if reads > 0:
            classes[frozenset({names[position]})] += reads
    return round_to_total(share(classes, policy != "fractional"), total)


def share(classes: Mapping[Hairpins, float], by_evidence: bool) -> dict[str, float]:
    """Share out each class over its names; the sum over all names is the reads of all classes.

    ``by_evidence``: in proportion to what the names have, unique reads and shares alike, until
    that settles (expectation-maximisation). Else in equal parts.
    """
    number = {name: n for n, name in enumerate(sorted({n for names in classes for n in names}))}
    of_class = sorted((sorted(number[name] for name in names), n) for names, n in classes.items())
    sizes = np.array([len(names) for names, _ in of_class], np.int64)
    reads = np.array([reads for _, reads in of_class], float)
    which = np.repeat(np.arange(len(sizes)), sizes)
    name = np.array([n for names, _ in of_class for n in names], np.int64)
    amount = sum_by(name, (reads / np.maximum(sizes, 1))[which], len(number))
    for _ in range(MAX_ROUNDS if by_evidence else 0):
        total = sum_by(which, amount[name], len(sizes))
        part = amount[name] * (reads / np.where(total > 0, total, 1))[which]
        before, amount = amount, sum_by(name, part, len(number))
        if abs(amount - before).max(initial=0) < SETTLED:
            break
    return dict(zip(number, amount.tolist(), strict=True))


def number_alike(starts: Ints, members: Ints) -> Ints:
    """A number for each run of members, the same for equal runs; ``starts`` are their starts."""
    sizes = np.diff(starts, append=len(members))
    number = np.zeros(len(starts), np.int64)
    used, base = 1, int(members.max(initial=0)) + 1
    for rank in range(int(sizes.max(initial=0))):
        longer = np.flatnonzero(sizes > rank)
        key = number[longer] * base + members[starts[longer] + rank]
        different, which = np.unique(key, return_inverse=True)
        number[longer] = used + which
        used += len(different)
    return number
