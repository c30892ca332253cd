"""What inserts are expected to be that are no isomiRs: fragments of other RNAs and of hairpins, and
matches by chance."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from mirtrd.counting.isomir_model import (
    MAX_SHIFT_5P,
    SLACK,
    Model,
    Pairs,
    errors_at,
    likelihood_of_mismatches,
    likelihood_of_tails,
    substitutions,
)
from mirtrd.counting.placing import Packed, Places, Targets

# Tails on other RNAs are rare, but for the CCA that tRNAs get.
OTHER_TAIL = (0.97, 0.02, 0.004, 0.006)
# Of the reads of fragments whose ends are up to 2 nt off, what is expected of the one between.
NEAR = 2
NEIGHBOURS = 0.05
AT_LEAST = 0.01
# An insert fits somewhere if its templated bases, less four for each mismatch, are so many.
ENOUGH = 14
# A look-alike: fragments whose ends are at most so far from those of an insert tell of the RNA.
REACH = 12
# Reads with other ends that a pile-up of fragments has at least, for each one with the same ends.
SHIFTED = 0.05
# A miRNA is judged by its own unique isomiRs if more than so many are expected.
EXPECTED = 10


class Fragments(NamedTuple):
    """Inserts as fragments of other RNAs.

    ``place`` is the best place of each insert (-1: none), ``likelihood`` that of each place.
    ``other`` is the RNA that an insert fits without a difference (-1: none), and ``start`` and
    ``end`` where, among all RNAs.
    """

    place: np.ndarray
    likelihood: np.ndarray
    other: np.ndarray
    start: np.ndarray
    end: np.ndarray


def find_fragments(inserts: Packed, others: Targets, places: Places, model: Model) -> Fragments:
    """The best place of each insert on other RNAs, given all of them."""
    number = len(inserts.length)
    fixed = likelihood_of_tails(inserts, others, places, model.tail_base)
    kinds = substitutions(inserts, others, places)
    fixed *= likelihood_of_mismatches(errors_at(inserts, places), kinds, model)
    best, likelihood = best_places(inserts, places, fixed)
    row = np.flatnonzero(best >= 0)
    row = row[(places.mismatches[best[row]] == 0) & (places.tail[best[row]] == 0)]
    other, start = np.full(number, -1), np.full(number, -1)
    other[row] = places.sequence[best[row]]
    start[row] = others.start[other[row]] + places.start[best[row]]
    return Fragments(best, likelihood, other, start, start + inserts.length)


def best_places(
    inserts: Packed, places: Places, fixed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The index of the most likely place of each insert on other RNA, -1 for none; likelihoods.

    ``fixed`` is the likelihood of tail bases and mismatches. Of places that are equally likely, the
    first: the copies of a repeated RNA pile up on one.
    """
    likelihood = fixed * np.array(OTHER_TAIL)[places.tail]
    order = np.lexsort((places.start, places.sequence, -likelihood, places.insert))
    first = order[np.diff(places.insert[order], prepend=-1) != 0]
    best = np.full(len(inserts.length), -1)
    best[places.insert[first]] = first
    return best, likelihood


def expect_fragments(
    inserts: Packed,
    targets: Targets,
    places: Places,
    best: np.ndarray,
    likelihood: np.ndarray,
    reads: np.ndarray,
) -> np.ndarray:
    """The reads expected of each insert as a fragment of the RNA that it lies best on.

    ``reads`` are those of each insert that are taken for fragments without mismatch or tail.
    """
    placed = np.flatnonzero(best >= 0)
    place = best[placed]
    length = inserts.length[placed] - places.tail[place]
    width = int(inserts.length.max(initial=0)) + 2 * NEAR + 1
    start = targets.start[places.sequence[place]] + places.start[place]
    key, fragment = np.unique(start * width + length, return_inverse=True)
    seen = np.bincount(fragment, reads[placed], len(key))
    near = np.zeros(len(key))
    for off_5p in range(-NEAR, NEAR + 1):
        for off_3p in range(-NEAR, NEAR + 1):
            if off_5p or off_3p:
                other = key + off_5p * width + off_3p - off_5p
                at = np.minimum(np.searchsorted(key, other), len(key) - 1)
                near += np.where(key[at] == other, seen[at], 0)
    expected = np.zeros(len(inserts.length))
    total = seen + NEIGHBOURS * near + AT_LEAST
    expected[placed] = total[fragment] * likelihood[place]
    return expected


def expect_pieces(
    inserts: Packed,
    hairpins: Targets,
    places: Places,
    fixed: np.ndarray,
    pairs: Pairs,
    beside: np.ndarray,
    counts: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Best place beside matures of each insert (-1: none), and the reads expected of it there.

    A place beside matures counts only if it has fewer differences than any on a mature.
    """
    number = len(counts)
    fewest = np.full(number, 9)
    np.minimum.at(fewest, pairs.insert, places.mismatches[pairs.place] + (pairs.tail > 0))
    differences = places.mismatches + (places.tail > 0)
    row = np.flatnonzero(beside & (differences < fewest[places.insert]))
    pieces = Places(*(column[row] for column in places))
    best, likelihood = best_places(inserts, pieces, fixed[row])
    found = np.flatnonzero(best >= 0)
    exact = np.zeros(number, bool)
    exact[found] = (pieces.mismatches[best[found]] == 0) & (pieces.tail[best[found]] == 0)
    expected = expect_fragments(
        inserts, hairpins, pieces, best, likelihood, np.where(exact, counts, 0)
    )
    best[found] = row[best[found]]
    return best, expected


def expect_by_chance(inserts: Packed, counts: np.ndarray, found: Iterable[Places]) -> np.ndarray:
    """The reads expected of each insert as random bases, from those that fit nowhere."""
    nowhere = np.ones(len(counts), bool)
    for places in found:
        evidence = inserts.length[places.insert] - places.tail - 4 * places.mismatches
        nowhere[places.insert[evidence >= ENOUGH]] = False
    longest = int(inserts.length.max(initial=0)) + 1
    seen = np.bincount(inserts.length[nowhere], counts[nowhere], longest) + 1
    return seen[inserts.length] * 0.25 ** inserts.length.astype(float)


def vouch(reads: float, own: float, own_expected: float, neighbours: float) -> float:
    """The share of reads that fit a mature and another RNA that is the mature's.

    The mature's own isomiRs vouch for it as far as they are to be expected. The other RNA is
    vouched for by fragments of it with other ends, as it never makes only one, and the more so
    the fewer of the mature's isomiRs there are.
    """
    alive = ((neighbours + 0.5) / (SHIFTED * reads + 0.5)) ** 2
    alive *= max(1.0, (own_expected + 1) / (own + 1))
    weight = own_expected / (own_expected + EXPECTED)
    vouched = min(1.0, own / own_expected) if own_expected else 0.0
    return 1 - alive / (1 + alive) * (1 - weight * vouched)


def shared_around(
    hairpins: Targets, others: Targets, place: np.ndarray, other: np.ndarray, step: int
) -> np.ndarray:
    """How many bases two places have in common before (step -1) or behind them (step 1)."""
    common, same = np.zeros(len(place), int), np.ones(len(place), bool)
    for _ in range(REACH):
        place, other = place + step, other + step
        base = hairpins.codes[place]
        same = same & (base < 4) & (base == others.codes[other])
        common += same
    return common


def _reach_of_others(
    inserts: Packed,
    hairpins: Targets,
    others: Targets,
    places: Places,
    fragments: Fragments,
    pairs: Pairs,
    shared: np.ndarray,
) -> np.ndarray:
    """How far the other RNA goes on like the hairpin before and behind each of the shared pairs."""
    at, insert = pairs.place[shared], pairs.insert[shared]
    first = hairpins.start[places.sequence[at]] + places.start[at]
    last = first + inserts.length[insert] - 1
    return np.array(
        [
            shared_around(hairpins, others, first, fragments.start[insert], -1),
            shared_around(hairpins, others, last, fragments.end[insert] - 1, 1),
        ]
    )


def judge_look_alikes(
    inserts: Packed,
    hairpins: Targets,
    others: Targets,
    places: Places,
    fragments: Fragments,
    pairs: Pairs,
    counts: np.ndarray,
    model: Model,
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs without a difference whose insert fits another RNA without one as well, and the share
    of each insert that is given to such pairs."""
    other, start, end = fragments[2:]
    exact = (places.mismatches[pairs.place] == 0) & (pairs.tail == 0)
    exact_pair = np.flatnonzero(exact)
    both = np.zeros(len(counts), bool)
    both[pairs.insert[exact_pair]] = True
    both &= other >= 0
    all_shared = exact_pair[both[pairs.insert[exact_pair]]]
    around = np.zeros((2, len(exact)), int)
    around[:, all_shared] = _reach_of_others(
        inserts, hairpins, others, places, fragments, pairs, all_shared
    )
    alone = np.flatnonzero((other >= 0) & ~both)
    alone = alone[np.argsort(start[alone], kind="stable")]
    starts, ends, reads_alone = start[alone], end[alone], counts[alone]
    # Reads with a tail for each one without, of miRNAs and of other RNAs.
    usual_tails = 1 / model.ends[:, 0].sum() - 1
    fragment_tails = 1 / OTHER_TAIL[0] - 1
    tailed = (pairs.tail > 0) & (places.mismatches[pairs.place] == 0) & (other[pairs.insert] < 0)
    tailed_reads = np.bincount(
        pairs.mature[tailed], counts[pairs.insert[tailed]], pairs.mature.max(initial=0) + 1
    )
    templated = np.outer(model.five_prime, model.ends[:, 0])
    templated /= templated.sum()
    share = np.zeros(len(counts))
    # The pairs of each mature that is in question.
    in_question = np.unique(pairs.mature[all_shared])
    candidates = exact_pair[np.isin(pairs.mature[exact_pair], in_question)]
    candidates = candidates[np.argsort(pairs.mature[candidates], kind="stable")]
    for group in np.split(candidates, np.flatnonzero(np.diff(pairs.mature[candidates])) + 1):
        if not len(group):
            continue
        is_both = both[pairs.insert[group]]
        shared, apart = group[is_both], group[~is_both]
        insert = pairs.insert[shared]
        reads = counts[insert].sum()
        # Ends beyond those that the other RNA can have; one base more may be a tail.
        first = (pairs.shift_5p[shared] - around[0][shared]).min()
        last = (pairs.shift_3p[shared] + around[1][shared]).max() + 1
        beyond = (pairs.shift_5p[apart] < first) | (pairs.shift_3p[apart] > last)
        inside = templated[max(first, 0) :, : last + 1].sum()
        own_expected = reads * (1 - inside) / inside if inside else 0.0
        own = counts[pairs.insert[apart[beyond]]].sum()
        # Tails tell too: miRNAs have them, fragments hardly. What those have is taken off.
        tails = tailed_reads[pairs.mature[group[0]]]
        own_expected += reads * max(usual_tails - fragment_tails, 0)
        own += max(tails - reads * fragment_tails, 0)
        neighbours = 0.0
        for one in insert[np.argsort(-counts[insert], kind="stable")][:5]:
            low, high = np.searchsorted(starts, (start[one] - REACH, start[one] + REACH + 1))
            near = abs(ends[low:high] - end[one]) <= REACH
            neighbours = max(neighbours, reads_alone[low:high][near].sum())
        vouched = vouch(reads, own, own_expected, neighbours)
        # A mature has few reads with far other ends: pile-ups there are not its own.
        centre = pairs.shift_5p[shared] == MAX_SHIFT_5P
        amount = (counts[insert[centre]].sum() + own + 1) / model.five_prime[MAX_SHIFT_5P]
        usual = amount * model.five_prime[pairs.shift_5p[shared]]
        usual = usual * model.ends[pairs.shift_3p[shared], 0]
        limit = np.minimum(1, SLACK * usual / counts[insert])
        share[insert] = np.maximum(share[insert], vouched * limit)
    return all_shared, share
