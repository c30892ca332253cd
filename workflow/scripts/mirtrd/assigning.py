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

from mirtrd.bases import ERROR
from mirtrd.placing import MAX_TAIL, Packed, Places, Targets

# How far the ends of an insert may lie from those of a mature that it is an isomiR of.
MAX_SHIFT_5P = 4
MAX_SHIFT_3P = 6
SHIFTS_5P = 2 * MAX_SHIFT_5P + 1
SHIFTS_3P = 2 * MAX_SHIFT_3P + 1
# What is expected before a sample is seen, for 5' shifts of -4 to 4, 3' shifts of -6 to 6, tails
# of 0 to 3 bases (Landgraf et al. 2007, doi:10.1016/j.cell.2007.04.040; Wyman et al. 2011,
# doi:10.1101/gr.118059.110), and the bases A, C, G, T and N in tails.
FIVE_PRIME = (0.0005, 0.0015, 0.01, 0.03, 0.918, 0.03, 0.008, 0.0015, 0.0005)
THREE_PRIME = (0.001, 0.003, 0.01, 0.03, 0.07, 0.14, 0.5, 0.14, 0.07, 0.02, 0.01, 0.004, 0.002)
TAIL_LENGTH = (0.8, 0.14, 0.045, 0.015)
TAIL_BASE = (0.5, 0.06, 0.07, 0.37, 0.25)
# Of the bases of one kind in miRNAs, so many are another certain base: edited, or altered before
# they were sequenced. Errors of sequencing come on top, by the quality of the base.
SUBSTITUTED = 4e-4
# Reads that these expectations weigh as much as, and most reads of one miRNA that they are learnt
# from, so that they are those of miRNAs and not of the most abundant one.
PRIOR_READS = 300
MOST_OF_ONE = 300
# Reads that a miRNA needs until its own 3' ends weigh as much as those of all, and the share of an
# insert from which on it is the miRNA's own.
OWN_ENDS, ITS_OWN = 500, 0.9
# Tails on other RNAs are rare, but for the CCA that tRNAs get.
OTHER_TAIL = (0.97, 0.02, 0.004, 0.006)
# Of the reads of fragments whose ends are up to 2 nt off, what is expected of the one between.
NEAR = 2
NEIGHBOURS = 0.05
AT_LEAST = 0.01
# A way to explain an insert that is this much less likely than another is left out.
NEGLIGIBLE = 1e-7
# Names whose likelihood is within this of the best one's fit an insert, whatever their reads.
FITS = 0.01
# An insert fits somewhere if its templated bases, less four for each mismatch, are so many.
ENOUGH = 14
# An insert that is more likely than this there by chance fits nowhere.
MOSTLY = 0.5
# A smaller share of an insert than this is none.
SMALLEST = 1e-5
MAX_ROUNDS = 500
SETTLED = 0.05  # reads

# A look-alike: fragments whose ends are at most so far from those of an insert tell of the RNA.
REACH = 12
# Reads with other ends that a pile-up of fragments has at least, for each one with the same ends.
SHIFTED = 0.05
# A miRNA is judged by its own unique isomiRs if more than so many are expected.
EXPECTED = 10
# How much more reads than expected a mature may have: of the same ends if it has a look-alike, and
# of an insert with two mismatches.
SLACK = 5


class Matures(NamedTuple):
    """Places of matures on hairpins, sorted by hairpin; ``first[h]`` is the first on ``h``."""

    names: list[str]
    mature: np.ndarray
    hairpin: np.ndarray
    start: np.ndarray
    end: np.ndarray
    first: np.ndarray


class Pairs(NamedTuple):
    """Inserts and matures that they may be isomiRs of, as columns; ``place`` is the best place.

    ``fixed`` is the likelihood of tail bases and mismatches.
    """

    insert: np.ndarray
    mature: np.ndarray
    place: np.ndarray
    shift_5p: np.ndarray
    shift_3p: np.ndarray
    tail: np.ndarray
    fixed: np.ndarray


class Model(NamedTuple):
    """How often isomiRs have what; ``ends`` is by 3' shift and tail length, ``substitution`` is for
    a base by 4 x template + other base (16 to 19: template unread)."""

    five_prime: np.ndarray
    ends: np.ndarray
    tail_base: np.ndarray
    substitution: np.ndarray


class LookAlike(NamedTuple):
    """A mature that shares inserts with another RNA, and the evidence for either.

    ``reads`` fit both; ``own`` reads fit the mature only, of ``own_expected`` if all ``reads`` were
    the mature's; ``neighbours`` are reads of the other RNA only, with nearly the same ends.
    ``share`` is what the mature gets of ``reads``, at most.
    """

    mature: int
    other: int
    reads: float
    own: float
    own_expected: float
    neighbours: float
    share: float


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
    look_alikes: list[LookAlike]
    tied: tuple[np.ndarray, np.ndarray]


def start_model() -> Model:
    """What is expected before a sample is seen."""
    ends = np.outer(np.array(THREE_PRIME) / sum(THREE_PRIME), TAIL_LENGTH)
    five_prime = np.array(FIVE_PRIME) / sum(FIVE_PRIME)
    substitution = np.append(np.full(16, SUBSTITUTED), np.full(4, 0.25))
    return Model(five_prime, ends, np.array(TAIL_BASE), substitution)


def substitutions(inserts: Packed, targets: Targets, places: Places) -> np.ndarray:
    """The mismatches of each place as 4 x template + read (16 to 19: template unread), or -1."""
    kinds = np.full(places.differs.shape, -1)
    for column in range(places.differs.shape[1]):
        row = np.flatnonzero(places.differs[:, column] >= 0)
        at = places.differs[row, column]
        template = targets.codes[targets.start[places.sequence[row]] + places.start[row] + at]
        kinds[row, column] = 4 * template.astype(int) + inserts.codes[places.insert[row], at]
    return kinds


def tail_starts(inserts: Packed, targets: Targets, places: Places) -> tuple[np.ndarray, np.ndarray]:
    """The first base of the tail of each place, and what the template has there (4: no base)."""
    at = inserts.length[places.insert] - places.tail
    base = inserts.codes[places.insert, np.minimum(at, inserts.codes.shape[1] - 1)]
    return base, targets.codes[targets.start[places.sequence] + places.start + at]


def likelihood_of_tails(
    inserts: Packed, targets: Targets, places: Places, tail_base: np.ndarray
) -> np.ndarray:
    """The likelihood of the bases of each tail, given its length.

    A tail begins with a base that is not the template's: the others share its probability.
    """
    _, template = tail_starts(inserts, targets, places)
    likelihood = np.where(places.tail > 0, 1 / (1 - np.append(tail_base[:4], 0))[template], 1)
    for back in range(MAX_TAIL):
        base = inserts.codes[places.insert, inserts.length[places.insert] - 1 - back]
        likelihood *= np.where(places.tail > back, tail_base[base], 1)
    return likelihood


def errors_at(inserts: Packed, places: Places) -> np.ndarray:
    """The probability of each mismatch of each place as an error of sequencing (0: no mismatch).

    An error makes each of the three other bases with the same probability.
    """
    errors = np.zeros(places.differs.shape, np.float32)
    row, column = np.nonzero(places.differs >= 0)
    at = places.differs[row, column]
    errors[row, column] = ERROR[inserts.qualities[places.insert[row], at]] / 3
    return errors


def likelihood_of_mismatches(errors: np.ndarray, kinds: np.ndarray, model: Model) -> np.ndarray:
    """The likelihood of the mismatches of each place, by their kinds and qualities."""
    likelihood = np.ones(len(kinds))
    for kind, error in zip(kinds.T, errors.T, strict=True):
        likelihood *= np.where(kind >= 0, model.substitution[kind] + error, 1)
    return likelihood


def near_matures(inserts: Packed, places: Places, matures: Matures) -> tuple[np.ndarray, ...]:
    """Places and the matures within reach: place, mature, 5' and 3' shift."""
    first = matures.first[places.sequence]
    count = matures.first[places.sequence + 1] - first
    place = np.repeat(np.arange(len(count)), count)
    locus = first[place] + np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    shift_5p = places.start[place] - matures.start[locus]
    end = places.start + inserts.length[places.insert] - places.tail
    shift_3p = end[place] - matures.end[locus]
    near = (abs(shift_5p) <= MAX_SHIFT_5P) & (abs(shift_3p) <= MAX_SHIFT_3P)
    return place[near], matures.mature[locus[near]], shift_5p[near], shift_3p[near]


def make_pairs(
    places: Places,
    near: tuple[np.ndarray, ...],
    fixed: np.ndarray,
    model: Model,
    chance: np.ndarray,
    reads: float,
) -> Pairs:
    """The most likely place of each insert for each mature, hopeless ones left out."""
    place, mature, shift_5p, shift_3p = near
    columns = Pairs(
        places.insert[place],
        mature,
        place,
        shift_5p + MAX_SHIFT_5P,
        shift_3p + MAX_SHIFT_3P,
        places.tail[place],
        fixed[place],
    )
    likelihood = shape_of(columns, model) * columns.fixed
    key = columns.insert * (mature.max(initial=0) + 1) + mature
    order = np.lexsort((-likelihood, key))
    first = order[np.diff(key[order], prepend=-1) != 0]
    insert, likelihood = columns.insert[first], likelihood[first]
    best = np.zeros(len(chance))
    np.maximum.at(best, insert, likelihood)
    hopeful = (likelihood > NEGLIGIBLE * best[insert]) & (
        likelihood * reads > chance[insert] / 1000
    )
    return Pairs(*(column[first[hopeful]] for column in columns))


def leave_out_unexplained(
    pairs: Pairs,
    counts: np.ndarray,
    mismatches: np.ndarray,
    rates: np.ndarray,
    matures: int,
) -> Pairs:
    """The pairs without those that are two mismatches off and too many to be the mature's.

    An RNA that is not in the reference may be two bases off from a mature, and has many reads. An
    isomiR so far off has one mismatch by chance at least, so it is rare next to the mature's reads
    with one or none. ``rates`` is the higher rate of the two mismatches of each pair.
    """
    near = mismatches < 2
    reads = np.bincount(pairs.mature[near], counts[pairs.insert[near]], matures)
    expected = reads[pairs.mature] * rates
    explained = counts[pairs.insert] <= SLACK * (expected + np.sqrt(expected))
    return Pairs(*(column[near | explained] for column in pairs))


def tied_places(
    pairs: Pairs, places: Places, near: tuple[np.ndarray, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """All places that are as good for a pair as its best one: pair and place, sorted by pair."""
    place, mature, shift_5p, shift_3p = near
    matures = mature.max(initial=0) + 1

    def key(insert, mature, shift_5p, shift_3p, tail, mismatches):
        ends = (shift_5p * SHIFTS_3P + shift_3p) * (MAX_TAIL + 1) + tail
        return ((insert * matures + mature) * SHIFTS_5P * SHIFTS_3P * 4 + ends) * 3 + mismatches

    wanted = key(*pairs[:2], *pairs[3:6], places.mismatches[pairs.place])
    found = key(
        places.insert[place],
        mature,
        shift_5p + MAX_SHIFT_5P,
        shift_3p + MAX_SHIFT_3P,
        places.tail[place],
        places.mismatches[place],
    )
    if not len(wanted):
        return np.zeros(0, int), np.zeros(0, int)
    order = np.argsort(wanted)
    at = np.minimum(np.searchsorted(wanted[order], found), len(wanted) - 1)
    tied = np.flatnonzero(wanted[order[at]] == found)
    pair = order[at[tied]]
    by_pair = np.lexsort((place[tied], pair))
    return pair[by_pair], place[tied[by_pair]]


def shape_of(pairs: Pairs, model: Model) -> np.ndarray:
    """The likelihood of the ends of each pair for a mature that is like all."""
    return model.five_prime[pairs.shift_5p] * model.ends[pairs.shift_3p, pairs.tail]


def own_ends(
    pairs: Pairs, share: np.ndarray, counts: np.ndarray, model: Model, matures: int
) -> np.ndarray:
    """How often the 3' ends of each mature have each shift: matures x shifts.

    They are learnt where a mature's reads are its own, by the share of each pair so far. Where
    others have most of its reads, its ends are taken for those of all: what is shared out must not
    teach how to share it out, for then two matures could swap their reads.
    """
    usual = model.ends.sum(axis=1)
    cell = pairs.mature * SHIFTS_3P + pairs.shift_3p
    reads = share * counts[pairs.insert]
    size = matures * SHIFTS_3P
    own = np.bincount(cell, np.where(share > ITS_OWN, reads, 0), size).reshape(matures, -1)
    shared = np.bincount(cell, np.where(share > ITS_OWN, 0, reads), size).reshape(matures, -1)
    seen = shared <= own
    room = np.where(seen, usual, 0)
    learnt = np.where(seen, own, 0) + OWN_ENDS * room
    learnt *= room.sum(axis=1, keepdims=True) / np.maximum(
        learnt.sum(axis=1, keepdims=True), 1e-300
    )
    return np.where(seen, learnt, usual)


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


def learn(
    pairs: Pairs,
    reads: np.ndarray,
    inserts: Packed,
    hairpins: Targets,
    places: Places,
    kinds: np.ndarray,
    errors: np.ndarray,
) -> Model:
    """How often isomiRs of the sample have what, given the reads of each pair."""
    prior = start_model()
    total = np.bincount(pairs.mature, reads)
    weight = reads * (np.minimum(total, MOST_OF_ONE) / np.maximum(total, 1e-9))[pairs.mature]

    def update(before: np.ndarray, seen: np.ndarray) -> np.ndarray:
        seen = seen.reshape(before.shape)
        return (seen + PRIOR_READS * before) / (seen.sum() + PRIOR_READS)

    cell = pairs.shift_3p * (MAX_TAIL + 1) + pairs.tail
    tailed = np.flatnonzero(pairs.tail)
    tails = Places(*(column[pairs.place[tailed]] for column in places))
    first, template = tail_starts(inserts, hairpins, tails)
    # A base is seen only where the template has another one.
    among = np.bincount(template, weight[tailed], 5) / (1 - np.append(prior.tail_base[:4], 0))
    seen = np.bincount(first, weight[tailed], 5)[:4] / np.maximum(among.sum() - among[:4], 1e-9)
    tail_base = update(prior.tail_base[:4], seen * weight[tailed].sum())
    tail_base /= tail_base.sum()
    return Model(
        update(prior.five_prime, np.bincount(pairs.shift_5p, weight, SHIFTS_5P)),
        update(prior.ends, np.bincount(cell, weight, prior.ends.size)),
        np.append(tail_base, 0.25),
        learn_substitutions(
            weight, inserts.length[pairs.insert], kinds[pairs.place], errors[pairs.place], prior
        ),
    )


def learn_substitutions(
    weight: np.ndarray, length: np.ndarray, kinds: np.ndarray, errors: np.ndarray, prior: Model
) -> np.ndarray:
    """How often a base is another one, beyond what the errors of sequencing make of it.

    As the model expects: a mismatch counts for as much as it is likelier to be none of these.
    """
    before = prior.substitution
    bases = weight @ length / 4
    seen = np.zeros(len(before))
    for kind, error in zip(kinds.T, errors.T, strict=True):
        some = np.flatnonzero(kind >= 0)
        kind, error = kind[some], error[some]
        real = before[kind] / (before[kind] + error)
        seen += np.bincount(kind, weight[some] * real, len(before))
    prior_bases = PRIOR_READS * length.mean() / 4 if len(length) else 1.0
    rates = (seen + before * prior_bases) / (bases + prior_bases)
    return np.append(rates[:16], before[16:])


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


def judge_look_alikes(
    pairs: Pairs,
    mismatched: np.ndarray,
    fragments: tuple[np.ndarray, np.ndarray, np.ndarray],
    both: np.ndarray,
    around: tuple[np.ndarray, np.ndarray],
    counts: np.ndarray,
    model: Model,
) -> tuple[np.ndarray, list[LookAlike]]:
    """What matures get of the inserts that fit another RNA as well: share of each insert.

    ``mismatched`` are the pairs with a mismatch; ``fragments`` are other RNA, start and
    end of each insert that fits one exactly (-1: none); ``around`` is, for each pair, how far
    the other RNA goes on like the hairpin before and behind it.
    """
    other, start, end = fragments
    exact_pair = np.flatnonzero(~mismatched & (pairs.tail == 0))
    alone = np.flatnonzero((other >= 0) & ~both)
    alone = alone[np.argsort(start[alone], kind="stable")]
    starts, ends, reads_alone = start[alone], end[alone], counts[alone]
    # Reads with a tail for each one without, of miRNAs and of other RNAs.
    usual_tails = 1 / model.ends[:, 0].sum() - 1
    fragment_tails = 1 / OTHER_TAIL[0] - 1
    tailed = (pairs.tail > 0) & ~mismatched & (other[pairs.insert] < 0)
    tailed_reads = np.bincount(
        pairs.mature[tailed], counts[pairs.insert[tailed]], pairs.mature.max(initial=0) + 1
    )
    templated = np.outer(model.five_prime, model.ends[:, 0])
    templated /= templated.sum()
    share = np.zeros(len(counts))
    look_alikes = []
    # The pairs of each mature that is in question.
    in_question = np.unique(pairs.mature[exact_pair[both[pairs.insert[exact_pair]]]])
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
        most = insert[np.argmax(counts[insert])]
        look_alikes.append(
            LookAlike(
                int(pairs.mature[group[0]]),
                int(other[most]),
                float(reads),
                float(own),
                float(own_expected),
                float(neighbours),
                float(vouched),
            )
        )
    return share, look_alikes


def expect_by_chance(inserts: Packed, counts: np.ndarray, placed: np.ndarray) -> np.ndarray:
    """The reads expected of each insert as random bases, from those that fit nowhere."""
    longest = int(inserts.length.max(initial=0)) + 1
    seen = np.bincount(inserts.length[~placed], counts[~placed], longest) + 1
    return seen[inserts.length] * 0.25 ** inserts.length.astype(float)


def assign(
    inserts: Packed,
    counts: np.ndarray,
    hairpins: Targets,
    places: Places,
    matures: Matures,
    others: Targets,
    other_places: Places,
) -> Assignment:
    """Share out the reads of inserts, given all their places on hairpins and on other RNAs."""
    number = len(counts)
    counts = counts.astype(float)
    model = start_model()
    kinds, errors = substitutions(inserts, hairpins, places), errors_at(inserts, places)
    near = near_matures(inserts, places, matures)
    beside = np.ones(len(places.insert), bool)
    beside[near[0]] = False
    placed = np.zeros(number, bool)
    for found in (places, other_places):
        evidence = inserts.length[found.insert] - found.tail - 4 * found.mismatches
        placed[found.insert[evidence >= ENOUGH]] = True
    chance = expect_by_chance(inserts, counts, placed)

    fixed = likelihood_of_tails(inserts, others, other_places, model.tail_base)
    other_kinds = substitutions(inserts, others, other_places)
    fixed *= likelihood_of_mismatches(errors_at(inserts, other_places), other_kinds, model)
    best_other, other_likelihood = best_places(inserts, other_places, fixed)
    row = np.flatnonzero(best_other >= 0)
    place = best_other[row]
    exact = (other_places.mismatches[place] == 0) & (other_places.tail[place] == 0)
    row, place = row[exact], place[exact]
    other, start = np.full(number, -1), np.full(number, -1)
    other[row] = other_places.sequence[place]
    start[row] = others.start[other[row]] + other_places.start[place]
    end = start + inserts.length

    amount = ends = None
    # Reads that no mature explains, as far as is known.
    unexplained = None
    for last in (False, True):
        fixed = likelihood_of_tails(inserts, hairpins, places, model.tail_base)
        fixed *= likelihood_of_mismatches(errors, kinds, model)
        pairs = make_pairs(places, near, fixed, model, chance, counts.sum())
        rates = np.where(kinds >= 0, model.substitution[kinds] + errors, 0).max(axis=1)
        pairs = leave_out_unexplained(
            pairs,
            counts,
            places.mismatches[pairs.place],
            rates[pairs.place],
            len(matures.names),
        )
        at = pairs.place
        mismatched = places.mismatches[at] > 0
        exact_pair = np.flatnonzero(~mismatched & (pairs.tail == 0))
        both = np.zeros(number, bool)
        both[pairs.insert[exact_pair]] = True
        both &= other >= 0
        around = np.zeros((2, len(at)), int)
        shared = exact_pair[both[pairs.insert[exact_pair]]]
        on_hairpin = hairpins.start[places.sequence[at[shared]]] + places.start[at[shared]]
        row = pairs.insert[shared]
        around[0][shared] = shared_around(hairpins, others, on_hairpin, start[row], -1)
        around[1][shared] = shared_around(
            hairpins, others, on_hairpin + inserts.length[row] - 1, end[row] - 1, 1
        )
        given, look_alikes = judge_look_alikes(
            pairs, mismatched, (other, start, end), both, around, counts, model
        )
        # What speaks for another RNA speaks against the matures that fit as exactly, not against
        # one of which the insert is a tailed isomiR.
        odds = np.zeros(len(at))
        odds[shared] = (1 - given[pairs.insert[shared]]) / np.maximum(
            given[pairs.insert[shared]], 1e-9
        )
        if unexplained is None:
            unexplained = np.where(both, counts * (1 - given), counts)
        as_fragment = expect_fragments(
            inserts,
            others,
            other_places,
            best_other,
            other_likelihood,
            np.where(other >= 0, unexplained, 0),
        )
        as_fragment[both] = 0
        best_hairpin, as_piece = _expect_pieces(
            inserts, hairpins, places, fixed, pairs, beside, unexplained
        )
        against = as_fragment + as_piece + chance
        if amount is None:
            options = np.bincount(pairs.insert, minlength=number)[pairs.insert]
            amount = np.bincount(
                pairs.mature, counts[pairs.insert] / options / (1 + odds), len(matures.names)
            )
        likelihood = shape_of(pairs, model) * pairs.fixed
        if last:
            of_all = model.ends.sum(axis=1)
            likelihood *= (ends / of_all)[pairs.mature, pairs.shift_3p]
        share, amount = expectation_maximisation(pairs, counts, likelihood, odds, against, amount)
        if not last:
            expected = np.bincount(pairs.insert, amount[pairs.mature] * likelihood, number)
            taken = counts * np.bincount(pairs.insert, share, number)
            unexplained = np.where(both, counts - taken, np.maximum(counts - expected, 0))
            reads = share * counts[pairs.insert]
            model = learn(pairs, reads, inserts, hairpins, places, kinds, errors)
            ends = own_ends(pairs, share, counts, model, len(matures.names))
    best = np.zeros(number)
    np.maximum.at(best, pairs.insert, likelihood)
    exact_fragment = np.bincount(pairs.insert, share * odds, number)
    left = (1 - np.bincount(pairs.insert, share, number) - exact_fragment) / against
    as_chance = left * chance
    share, piece, fragment = (
        np.where(part < SMALLEST, 0, part)
        for part in (share, left * as_piece, left * as_fragment + exact_fragment)
    )
    total = np.bincount(pairs.insert, share, number) + piece + fragment
    total[(as_chance > MOSTLY) | (total == 0)] = np.inf
    return Assignment(
        pairs,
        share / total[pairs.insert],
        likelihood >= FITS * best[pairs.insert],
        piece / total,
        best_hairpin,
        fragment / total,
        best_other,
        both,
        look_alikes,
        tied_places(pairs, places, near),
    )


def _expect_pieces(
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
