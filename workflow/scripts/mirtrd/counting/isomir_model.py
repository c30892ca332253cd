"""How likely the isomiRs of matures are, and what a sample teaches of that."""

from typing import NamedTuple

import numpy as np

from mirtrd.core.bases import ERROR
from mirtrd.counting.placing import MAX_TAIL, Packed, Places, Targets

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
# A way to explain an insert that is this much less likely than another is left out.
NEGLIGIBLE = 1e-7
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


def shape_of(pairs: Pairs, model: Model) -> np.ndarray:
    """The likelihood of the ends of each pair for a mature that is like all."""
    return model.five_prime[pairs.shift_5p] * model.ends[pairs.shift_3p, pairs.tail]


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
    """The most likely place of each insert for each mature, hopeless ones left out.

    ``near`` are places near matures, ``fixed`` the likelihood of tail bases and mismatches of each
    place, ``chance`` the reads expected of each insert by chance, of so many reads in all.
    """
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
    places: Places,
    kinds: np.ndarray,
    errors: np.ndarray,
    model: Model,
) -> Pairs:
    """The pairs without those that are two mismatches off and too many to be the mature's.

    An RNA that is not in the reference may be two bases off from a mature, and has many reads. An
    isomiR so far off has one mismatch by chance at least, so it is rare next to the mature's reads
    with one or none. ``kinds`` and ``errors`` are those of the mismatches of each place.
    """
    near = places.mismatches[pairs.place] < 2
    reads = np.bincount(
        pairs.mature[near], counts[pairs.insert[near]], pairs.mature.max(initial=0) + 1
    )
    kind, error = kinds[pairs.place], errors[pairs.place]
    rate = np.where(kind >= 0, model.substitution[kind] + error, 0).max(axis=1)
    expected = reads[pairs.mature] * rate
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
