"""Share the reads of distinct inserts out over mature miRNAs, other RNAs and chance.

Every way to explain an insert is given the reads that it would be expected to have by it, and the
insert is shared out in proportion to that. What is expected follows from how many reads the source
has, and from how often its reads look so:

- An isomiR of a mature: 5' and 3' ends, non-templated tail and its bases, mismatches by kind and
  quality. How often each occurs is learnt from the sample, starting from what is known; the 3'
  ends of each miRNA are learnt for it, as far as it has reads of its own.
- A fragment of another RNA, or of a hairpin beside its matures: the reads of the very same
  fragment without mismatch or tail, and a part of those with nearly the same ends.
- Chance: the reads that fit nowhere, as random bases.

How many reads a mature has is found by expectation-maximisation, as for transcripts (Li et al.
2010, doi:10.1093/bioinformatics/btp692).
"""

from typing import NamedTuple

import numpy as np

from mirtrd.counting.fragments import (
    expect_by_chance,
    expect_fragments,
    expect_pieces,
    find_fragments,
    judge_look_alikes,
)
from mirtrd.counting.isomir_model import (
    Matures,
    Pairs,
    errors_at,
    learn,
    leave_out_unexplained,
    likelihood_of_mismatches,
    likelihood_of_tails,
    make_pairs,
    near_matures,
    own_ends,
    shape_of,
    start_model,
    substitutions,
    tied_places,
)
from mirtrd.counting.placing import Packed, Places, Targets

# Names whose likelihood is within this of the best one's fit an insert, whatever their reads.
FITS = 0.01
# An insert that is more likely than this there by chance fits nowhere.
MOSTLY = 0.5
# A smaller share of an insert than this is none.
SMALLEST = 1e-5
# So many standard deviations above what its matures make of it, an insert may still be theirs.
NOISE = 2
# The least share of an insert that fits another RNA as well; that RNA may have nearly all.
LEAST_GIVEN = 1e-9
MAX_ROUNDS = 500
SETTLED = 0.05  # reads


class Assignment(NamedTuple):
    """The shares of inserts: of each pair, on hairpins beside matures, on other RNAs. They add up
    to 1, or to 0 for an insert that most likely fits by chance only.

    ``fits`` says of each pair whether it is about as likely as the best one of its insert,
    whatever the reads. ``hairpin_place`` and ``other_place`` are the best places of each insert,
    -1 for none. ``both`` are inserts that fit a mature and another RNA without a difference.
    ``tied`` are pairs and all places on hairpins that are as good for them as the best one.
    """

    pairs: Pairs
    share: np.ndarray
    fits: np.ndarray
    hairpin: np.ndarray
    hairpin_place: np.ndarray
    other: np.ndarray
    other_place: np.ndarray
    both: np.ndarray
    tied: tuple[np.ndarray, np.ndarray]


def expectation_maximisation(
    pairs: Pairs,
    counts: np.ndarray,
    likelihood: np.ndarray,
    odds: np.ndarray,
    against: np.ndarray,
    start: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The share of each insert for each pair, and the reads of each mature.

    ``likelihood`` is that of each pair, ``odds`` the reads expected of another RNA for each of a
    pair, ``against`` are the reads expected of each insert by other sources; ``start`` are the
    reads of each mature to begin with. As the likelihoods stay, there is one best solution,
    wherever it starts.
    """
    inserts, matures = len(counts), len(start)
    # Only inserts that something competes for go round; the reads of the others stay.
    rivals = np.bincount(pairs.insert, 1 + odds, inserts) > 1
    total = np.bincount(pairs.insert, start[pairs.mature] * likelihood, inserts)
    open_ = rivals | (against > SETTLED * total)
    goes, stays = np.flatnonzero(open_[pairs.insert]), np.flatnonzero(~open_[pairs.insert])
    share = np.ones(len(pairs.insert))
    fixed = np.bincount(pairs.mature[stays], counts[pairs.insert[stays]], matures)
    which, insert = np.unique(pairs.insert[goes], return_inverse=True)
    mature, of_pair, whole = pairs.mature[goes], likelihood[goes], 1 + odds[goes]
    to_share, competing = counts[which], against[which]
    amount = start
    for _ in range(MAX_ROUNDS):
        expected = amount[mature] * of_pair
        total = np.bincount(insert, expected * whole, len(which)) + competing
        part = expected / total[insert]
        before, amount = amount, fixed + np.bincount(mature, part * to_share[insert], matures)
        if abs(amount - before).max(initial=0) < SETTLED:
            break
    share[goes] = part
    return share, amount


def assign(
    inserts: Packed,
    counts: np.ndarray,
    hairpins: Targets,
    places: Places,
    matures: Matures,
    others: Targets,
    other_places: Places,
) -> Assignment:
    """Share out the reads of inserts, given all their places on hairpins and on other RNAs.

    This is done twice: with what is known of isomiRs before, and with what the sample has taught.
    """
    number, counts = len(counts), counts.astype(float)
    model = start_model()
    kinds, errors = substitutions(inserts, hairpins, places), errors_at(inserts, places)
    near = near_matures(inserts, places, matures)
    beside = np.ones(len(places.insert), bool)
    beside[near[0]] = False
    chance = expect_by_chance(inserts, counts, (places, other_places))
    fragments = find_fragments(inserts, others, other_places, model)
    amount = ends = unexplained = None
    for last in (False, True):
        fixed = likelihood_of_tails(inserts, hairpins, places, model.tail_base)
        fixed *= likelihood_of_mismatches(errors, kinds, model)
        pairs = make_pairs(places, near, fixed, model, chance, counts.sum())
        pairs = leave_out_unexplained(pairs, counts, places, kinds, errors, model)
        shared, given = judge_look_alikes(
            inserts, hairpins, others, places, fragments, pairs, counts, model
        )
        both = np.zeros(number, bool)
        both[pairs.insert[shared]] = True
        # What speaks for another RNA speaks against the matures that fit as exactly, not against
        # one of which the insert is a tailed isomiR.
        odds = np.zeros(len(pairs.insert))
        odds[shared] = (1 / np.maximum(given, LEAST_GIVEN) - 1)[pairs.insert[shared]]
        if not last:
            options = np.bincount(pairs.insert, minlength=number)[pairs.insert]
            reads = counts[pairs.insert] / options / (1 + odds)
            amount = np.bincount(pairs.mature, reads, len(matures.names))
            unexplained = np.where(both, counts * (1 - given), counts)
        as_fragment = expect_fragments(
            inserts, others, other_places, *fragments[:2], unexplained * (fragments.other >= 0)
        )
        as_fragment[both] = 0
        best_hairpin, as_piece = expect_pieces(
            inserts, hairpins, places, fixed, pairs, beside, unexplained
        )
        sources = (as_piece, as_fragment, chance)
        likelihood = shape_of(pairs, model) * pairs.fixed
        if last:
            of_all = model.ends.sum(axis=1)
            likelihood *= (ends / of_all)[pairs.mature, pairs.shift_3p]
        share, amount = expectation_maximisation(
            pairs, counts, likelihood, odds, sum(sources), amount
        )
        if not last:
            expected = np.bincount(pairs.insert, amount[pairs.mature] * likelihood, number)
            taken = counts * np.bincount(pairs.insert, share, number)
            beyond = np.maximum(counts - expected - NOISE * np.sqrt(expected), 0)
            unexplained = np.where(both, counts - taken, beyond)
            reads = share * counts[pairs.insert]
            model = learn(pairs, reads, inserts, hairpins, places, kinds, errors)
            ends = own_ends(pairs, share, counts, model, len(matures.names))
    best = np.zeros(number)
    np.maximum.at(best, pairs.insert, likelihood)
    share, piece, fragment = final_shares(pairs, share, odds, *sources)
    return Assignment(
        pairs,
        share,
        likelihood >= FITS * best[pairs.insert],
        piece,
        best_hairpin,
        fragment,
        fragments.place,
        both,
        tied_places(pairs, places, near),
    )


def final_shares(
    pairs: Pairs,
    share: np.ndarray,
    odds: np.ndarray,
    as_piece: np.ndarray,
    as_fragment: np.ndarray,
    chance: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The shares of each pair, and those of each insert on hairpins and other RNAs, which add up
    to 1, or to 0 for an insert that most likely fits by chance; see expectation_maximisation."""
    number = len(chance)
    with_pairs = np.bincount(pairs.insert, share * odds, number)
    left = 1 - np.bincount(pairs.insert, share, number) - with_pairs
    left = left / (as_piece + as_fragment + chance)
    parts = (share, left * as_piece, left * as_fragment + with_pairs)
    share, piece, fragment = (np.where(part < SMALLEST, 0, part) for part in parts)
    total = np.bincount(pairs.insert, share, number) + piece + fragment
    total[(left * chance > MOSTLY) | (total == 0)] = np.inf
    return share / total[pairs.insert], piece / total, fragment / total
