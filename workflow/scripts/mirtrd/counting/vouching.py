"""Which inserts that fit a mature and another RNA without a difference are the mature's."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Floats, Ints, sum_by
from mirtrd.counting.evidence import Evidence
from mirtrd.counting.fragments import OTHER_TAIL
from mirtrd.counting.isomir_model import MAX_SHIFT_5P, Model
from mirtrd.counting.pairs import Pairs
from mirtrd.reference.targets import Targets

# Fragments whose ends are at most so far, in nt, from those of an insert tell of the other RNA.
REACH = 12
# Shares of a mature that are weighed against each other, and how likely each is beforehand: as
# often as not it has none; else each order of magnitude of its share, and of what is left, is as
# likely (uniform in the logit).
SHARES = np.append(0, 1 / (1 + np.exp(-np.linspace(-9, 9, 91))))
PRIOR = np.append(0.5, np.full(91, 0.5 / 91))
# How alike miRNAs are in the share of isomiRs that only they can have: the shape of a negative
# binomial distribution. Among 175 miRNAs of human amygdala it is 0.7 for tails.
ALIKE = 2.0
# Reads with other ends that a pile-up of fragments has for each one with the same ends, and how
# much that differs (standard deviation of the natural logarithm).
BESIDE = 0.3
BESIDE_SPREAD = 2.5
# The share of reads that begin where the mature does: of miRNAs, and of other RNAs (the parameters
# of beta distributions). Odds are no larger than so many powers of e.
BEGINS, ELSEWHERE = (9.0, 1.0), (0.25, 1.0)
MOST_ODDS = 100
# Reads that are added to what is seen and expected (a pseudocount).
PSEUDO = 0.5
# Reads that what is expected of the tails of fragments beforehand weighs as much as.
FRAGMENTS = 300
# How many times the reads that are usual for its ends an insert may have to be a mature's.
ENDS_SLACK = 5
# Inserts of a mature around which fragments of the other RNA are looked for: those of most reads.
LOOKED_AROUND = 5


@dataclass(frozen=True, kw_only=True)
class Vouched:
    """Inserts that fit a mature and another RNA without a difference.

    ``pair`` are those of such an insert and a mature that it fits so, ``insert`` says of each
    insert whether it is one, ``share`` what of it is given to matures.
    """

    pair: Ints
    insert: Bools
    share: Floats


@dataclass(frozen=True, kw_only=True)
class Alone:
    """Inserts that fit another RNA without a difference, and no mature so; sorted by start."""

    starts: Ints
    ends: Ints
    reads: Floats

    def around(self, start: int, end: int) -> float:
        """The reads of those whose ends are near."""
        low, high = np.searchsorted(self.starts, (start - REACH, start + REACH + 1))
        near = abs(self.ends[low:high] - end) <= REACH
        return float(self.reads[low:high][near].sum())


@dataclass(frozen=True, kw_only=True)
class Own:
    """Reads of isomiRs that only a mature can have, and how many are to be expected if the reads
    that fit another RNA, too, are all of the mature, or all of the other."""

    reads: float
    of_mature: float
    of_other: float

    @property
    def beyond(self) -> float:
        """Those that are more than the other RNA would make."""
        return max(self.reads - self.of_other, 0)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A mature some of whose inserts without a difference fit another RNA so, too.

    ``shared`` are the pairs of these inserts, ``apart`` of its others without a difference;
    ``tailed`` are its reads with a tail that fit no other RNA. The other RNA goes on as the hairpin
    does, so that it can have ends from the 5' shift ``first`` to the 3' shift ``last``.
    """

    shared: Pairs
    apart: Pairs
    shared_reads: Floats
    apart_reads: Floats
    tailed: float
    first: int
    last: int


def judge_look_alikes(evidence: Evidence, pairs: Pairs, model: Model) -> Vouched:
    """Find the inserts that fit both without a difference, and what of them matures are given."""
    fragments, counts = evidence.fragments, evidence.counts
    mismatches = evidence.places.mismatches[pairs.place]
    exact_pair = np.flatnonzero((mismatches == 0) & (pairs.tail == 0))
    fits_both = np.zeros(len(counts), bool)
    fits_both[pairs.insert[exact_pair]] = True
    fits_both &= fragments.exact
    shared_pair = exact_pair[fits_both[pairs.insert[exact_pair]]]
    ends = fragments.start + fragments.length
    alone = np.flatnonzero(fragments.exact & ~fits_both)
    alone = alone[np.argsort(fragments.start[alone], kind="stable")]
    others = Alone(starts=fragments.start[alone], ends=ends[alone], reads=counts[alone])
    share = np.zeros(len(counts))
    fragment_tails = tails_of_fragments(evidence)
    for case in _open_cases(evidence, pairs, exact_pair, fits_both):
        insert = case.shared.insert
        own = weigh_own(case, model, fragment_tails)
        most = insert[np.argsort(-case.shared_reads, kind="stable")][:LOOKED_AROUND]
        neighbours = max(others.around(fragments.start[one], ends[one]) for one in most)
        begun = case.shared_reads[case.shared.shift_5p == MAX_SHIFT_5P].sum()
        vouched = vouch(case.shared_reads.sum(), begun, own, neighbours)
        share[insert] = np.maximum(share[insert], vouched * limit(case, own.beyond, model))
    return Vouched(pair=shared_pair, insert=fits_both, share=share)


def tails_of_fragments(evidence: Evidence) -> float:
    """The reads of fragments of other RNAs with a tail for each one without, in this sample: of
    those that lie on no hairpin, besides what is expected beforehand."""
    fragments, counts = evidence.fragments, evidence.counts
    elsewhere = fragments.place >= 0
    elsewhere[evidence.places.insert] = False
    places = evidence.sample.on_others.take(fragments.place[elsewhere])
    tailed = (places.tail > 0) & (places.mismatches == 0)
    seen, exact = counts[elsewhere][tailed].sum(), counts[fragments.exact & elsewhere].sum()
    usual = OTHER_TAIL[0]
    return float((seen + (1 - usual) * FRAGMENTS) / (exact + usual * FRAGMENTS))


def _open_cases(
    evidence: Evidence, pairs: Pairs, exact_pair: Ints, fits_both: Bools
) -> Iterator[Case]:
    """A case for each mature that has inserts which fit another RNA, too."""
    counts, fragments = evidence.counts, evidence.fragments
    shared = fits_both[pairs.insert]
    shared_pair = exact_pair[shared[exact_pair]]
    before, behind = (np.zeros(len(pairs.insert), int) for _ in range(2))
    before[shared_pair], behind[shared_pair] = _reach_of_others(evidence, pairs.take(shared_pair))
    tailed = (pairs.tail > 0) & (evidence.places.mismatches[pairs.place] == 0)
    tailed &= ~fragments.exact[pairs.insert]
    tailed_reads = sum_by(
        pairs.mature[tailed], counts[pairs.insert[tailed]], pairs.mature.max(initial=0) + 1
    )
    in_question = np.isin(pairs.mature[exact_pair], np.unique(pairs.mature[shared_pair]))
    candidates = exact_pair[in_question]
    candidates = candidates[np.argsort(pairs.mature[candidates], kind="stable")]
    starts = np.flatnonzero(np.diff(pairs.mature[candidates])) + 1
    for group in np.split(candidates, starts) if len(candidates) else ():
        of_both, of_one = group[shared[group]], group[~shared[group]]
        yield Case(
            shared=pairs.take(of_both),
            apart=pairs.take(of_one),
            shared_reads=counts[pairs.insert[of_both]],
            apart_reads=counts[pairs.insert[of_one]],
            tailed=tailed_reads[pairs.mature[group[0]]],
            first=(pairs.shift_5p[of_both] - before[of_both]).min(),
            # One base more may be a tail.
            last=(pairs.shift_3p[of_both] + behind[of_both]).max() + 1,
        )


def _reach_of_others(evidence: Evidence, shared: Pairs) -> tuple[Ints, Ints]:
    """How far the other RNA goes on like the hairpin before and behind each of the shared pairs."""
    hairpins, others = evidence.reference.hairpins, evidence.reference.others
    places, fragments = evidence.places, evidence.fragments
    length = evidence.inserts.length[shared.insert]
    first = hairpins.start[places.sequence[shared.place]] + places.start[shared.place]
    other = fragments.start[shared.insert]
    before = _shared_around(hairpins, others, first, other, -1)
    return before, _shared_around(hairpins, others, first + length - 1, other + length - 1, 1)


def _shared_around(hairpins: Targets, others: Targets, place: Ints, other: Ints, step: int) -> Ints:
    """How many bases two places have in common before (step -1) or behind them (step 1)."""
    common, same = np.zeros(len(place), int), np.ones(len(place), bool)
    for _ in range(REACH):
        place, other = place + step, other + step
        base = hairpins.codes[place]
        same = same & (base < 4) & (base == others.codes[other])
        common += same
    return common


def weigh_own(case: Case, model: Model, fragment_tails: float) -> Own:
    """The reads of isomiRs that only the mature can have, and how many are to be expected.

    ``fragment_tails`` are the reads of fragments with a tail for each one without.
    """
    shared_reads = case.shared_reads.sum()
    templated = np.outer(model.five_prime, model.ends[:, 0])
    templated /= templated.sum()
    beyond = (case.apart.shift_5p < case.first) | (case.apart.shift_3p > case.last)
    inside = templated[max(case.first, 0) :, : case.last + 1].sum()
    longer = shared_reads * (1 - inside) / inside if inside else 0.0
    # Tails tell too: miRNAs have more than fragments.
    usual_tails = 1 / model.ends[:, 0].sum() - 1
    return Own(
        reads=float(case.apart_reads[beyond].sum() + case.tailed),
        of_mature=float(longer + shared_reads * max(usual_tails, fragment_tails)),
        of_other=float(shared_reads * fragment_tails),
    )


def vouch(reads: float, begun: float, own: Own, neighbours: float) -> float:
    """The share of reads that fit a mature and another RNA that is the mature's.

    Its mean, given three kinds of evidence. The mature's own isomiRs are as many as its share makes
    expect (negative binomial, as miRNAs differ). The other RNA has fragments with other ends near
    these, as it hardly ever makes only one, in a ratio that differs widely (log-normal). And most
    reads of a miRNA begin where it does (``begun`` of these), those of another RNA by chance only.
    """
    of_own = SHARES * own.of_mature + (1 - SHARES) * own.of_other + PSEUDO
    log = own.reads * np.log(of_own) - (own.reads + ALIKE) * np.log(of_own + ALIKE)
    ratio = np.log((neighbours + PSEUDO) / ((1 - SHARES) * reads + PSEUDO))
    log -= ((ratio - np.log(BESIDE)) / BESIDE_SPREAD) ** 2 / 2
    of_mature, of_other = (log_begun(begun, reads, *beta) for beta in (BEGINS, ELSEWHERE))
    odds = math.exp(min(of_mature - of_other, MOST_ODDS))
    log += np.log(SHARES * odds + (1 - SHARES))
    weight = PRIOR * np.exp(log - log.max())
    return float((weight * SHARES).sum() / weight.sum())


def log_begun(begun: float, reads: float, a: float, b: float) -> float:
    """The logarithm of how likely so many of all reads begin at one place, if their share is drawn
    from a beta distribution, but for a term that is the same for all distributions."""
    return _log_beta(begun + a, reads - begun + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def limit(case: Case, own: float, model: Model) -> Floats:
    """The most that a mature can have of each of the shared inserts, as a share.

    It has few reads with far other ends: pile-ups there are not its own.
    """
    centre = case.shared.shift_5p == MAX_SHIFT_5P
    amount = (case.shared_reads[centre].sum() + own + 1) / model.five_prime[MAX_SHIFT_5P]
    usual = amount * model.five_prime[case.shared.shift_5p]
    usual = usual * model.ends[case.shared.shift_3p, 0]
    return np.minimum(1, ENDS_SLACK * usual / case.shared_reads)
