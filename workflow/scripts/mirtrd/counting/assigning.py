"""Share the reads of distinct inserts out over mature miRNAs, other RNAs and chance.

Every source that could explain an insert is given the reads that it is expected to have by it, and
the insert is shared out in proportion to that. What is expected follows from how many reads the
source has, and from how often its reads look so:

- An isomiR of a mature: 5' and 3' ends, non-templated tail and its bases, mismatches by kind and
  quality. How often each occurs is learnt from the sample, starting from a prior; the 3' ends of
  each miRNA are learnt for it, as far as it has reads of its own.
- A fragment of another RNA, or a piece of a hairpin beside its matures: the reads of the very same
  fragment without mismatch or tail, and a part of those with nearly the same ends.
- Chance: the reads that fit nowhere, as random bases.

How many reads a mature has is found by expectation-maximisation, as for transcripts (Li et al.
2010, doi:10.1093/bioinformatics/btp692). So, for each sample: expect, share out, learn, expect,
share out.

Constants of the sources were set by hand. Above each stands by how much other values move counts of
four simulated libraries with other human RNAs, as tests/simulation/vary_constants.py prints it: the
share of miRNA reads that are counted for the right miRNA, in percentage points (99.4 to 99.7 % are
now), and other reads that are counted as miRNA, per million reads (57 to 598 are now). Those of
vouching and variants and ITS_OWN are as of now; the others were found with other RNAs that had no
variants and were all known.
"""

from dataclasses import dataclass, replace

import numpy as np

from mirtrd.core.arrays import Bools, Floats, Ints, sum_by
from mirtrd.counting.evidence import Evidence, gather
from mirtrd.counting.fragments import Fragments
from mirtrd.counting.isomir_model import Model, start_model
from mirtrd.counting.isomirs import Isomirs, find_isomirs, guess
from mirtrd.counting.learning import learn
from mirtrd.counting.pairs import Pairs, Tied, find_tied
from mirtrd.counting.pieces import find_pieces
from mirtrd.counting.sample import Sample
from mirtrd.counting.sources import Known, Source
from mirtrd.reference.targets import Reference

# Matures whose likelihood is within this of the best one's fit an insert, whatever their reads: if
# both had as many, the less likely one would have one in a hundred. It decides what is ambiguous,
# and nothing where inserts are shared out by expectation-maximisation.
FITS = 0.01
# An insert that is more likely than this there by chance fits nowhere: more likely than not. 0.25
# and 0.75 move reads counted right by 0.00 points and other reads by 0 and +1 per million.
MOSTLY = 0.5
# A smaller share of an insert than this is none: less than a read of the most abundant inserts.
SMALLEST = 1e-5
# So many standard deviations above what its matures make of it, an insert may still be theirs. Half
# and double move reads counted right by 0.00 points and other reads by 0 per million.
NOISE = 2
# Amounts of matures have settled when none moves by more than so many reads in a round.
SETTLED = 0.05
MAX_ROUNDS = 500


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The sources of a sample's inserts, and the reads of each insert that are expected of those
    other than isomiRs. ``known`` is what that rests on."""

    known: Known
    isomirs: Isomirs
    pieces: Fragments
    of_pieces: Floats
    of_fragments: Floats
    of_chance: Floats


@dataclass(frozen=True, kw_only=True)
class Shares:
    """The share of its insert that each pair has (its responsibility), and the reads of each
    mature, their sum."""

    of_pair: Floats
    amounts: Floats


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """The shares of inserts: of each pair, on hairpins beside matures, on other RNAs. They add up
    to 1, or to 0 for an insert that most likely fits by chance only.

    ``fits`` says of each pair whether it is about as likely as the best one of its insert,
    whatever the reads. ``hairpin_place`` and ``other_place`` are the best places of each insert,
    -1 for none. ``fits_both`` are inserts that fit a mature and another RNA without a difference.
    ``tied`` are all places on hairpins that are as good for a pair as its best one.
    """

    pairs: Pairs
    share: Floats
    fits: Bools
    on_hairpin: Floats
    hairpin_place: Ints
    on_other: Floats
    other_place: Ints
    fits_both: Bools
    tied: Tied


def assign(sample: Sample, reference: Reference) -> Assignment:
    """Share out the reads of the inserts of a sample.

    This is done twice: by the prior, and by what the sample has taught.
    """
    evidence = gather(sample, reference)
    expected = expect(evidence, start_model())
    shares = share_out(expected, evidence.counts)
    model = learn(evidence, expected.isomirs.pairs, shares.of_pair)
    expected = expect(evidence, model, leave(expected, shares, evidence.counts))
    shares = share_out(expected, evidence.counts)
    return conclude(evidence, expected, shares)


def expect(evidence: Evidence, model: Model, known: Known | None = None) -> Expected:
    """Find the sources of each insert, and the reads that are expected of each of them.

    Without anything known, each of the matures of an insert is taken to have as much of it.
    """
    isomirs = find_isomirs(evidence, model)
    if known is None:
        known = guess(isomirs, evidence.counts, len(evidence.reference.matures.names))
    pieces = find_pieces(evidence, isomirs)
    fragments = replace(evidence.fragments, judged=isomirs.fits_both)
    sources: tuple[Source, ...] = (pieces, fragments, evidence.chance)
    of_pieces, of_fragments, of_chance = (source.expect(known) for source in sources)
    return Expected(
        known=known,
        isomirs=isomirs,
        pieces=pieces,
        of_pieces=of_pieces,
        of_fragments=of_fragments,
        of_chance=of_chance,
    )


def share_out(expected: Expected, counts: Floats) -> Shares:
    """Share each insert out in proportion to what is expected of it by each source."""
    against = expected.of_pieces + expected.of_fragments + expected.of_chance
    return maximise(expected.isomirs, counts, against, expected.known.amounts)


def maximise(isomirs: Isomirs, counts: Floats, against: Floats, start: Floats) -> Shares:
    """The share of each insert for each pair, by expectation-maximisation.

    ``against`` are the reads expected of each insert by other sources; ``start`` are the reads of
    each mature to begin with. As the likelihoods stay, there is one best solution, wherever it
    starts.
    """
    pairs, likelihood, weight = isomirs.pairs, isomirs.likelihood, 1 + isomirs.odds
    inserts, matures = len(counts), len(start)
    # Only inserts that something competes for go round; the reads of the others stay.
    rivals = sum_by(pairs.insert, weight, inserts) > 1
    total = sum_by(pairs.insert, start[pairs.mature] * likelihood, inserts)
    is_contested = (rivals | (against > SETTLED * total))[pairs.insert]
    contested, certain = np.flatnonzero(is_contested), np.flatnonzero(~is_contested)
    share = np.ones(len(pairs.insert))
    fixed = sum_by(pairs.mature[certain], counts[pairs.insert[certain]], matures)
    which, insert = np.unique(pairs.insert[contested], return_inverse=True)
    mature, of_pair, whole = pairs.mature[contested], likelihood[contested], weight[contested]
    to_share, competing = counts[which], against[which]
    amounts = start
    for _ in range(MAX_ROUNDS):
        expected = amounts[mature] * of_pair
        total = sum_by(insert, expected * whole, len(which)) + competing
        part = expected / total[insert]
        before = amounts
        amounts = fixed + sum_by(mature, part * to_share[insert], matures)
        if abs(amounts - before).max(initial=0) < SETTLED:
            break
    share[contested] = part
    return Shares(of_pair=share, amounts=amounts)


def leave(expected: Expected, shares: Shares, counts: Floats) -> Known:
    """What is known after reads were shared out: the reads of matures, and those that these do not
    explain: beyond what they make of an insert and its noise (Poisson)."""
    isomirs = expected.isomirs
    by_matures = isomirs.expect(replace(expected.known, amounts=shares.amounts))
    taken = counts * sum_by(isomirs.pairs.insert, shares.of_pair, len(counts))
    beyond = np.maximum(counts - by_matures - NOISE * np.sqrt(by_matures), 0)
    unexplained = np.where(isomirs.fits_both, counts - taken, beyond)
    return Known(amounts=shares.amounts, unexplained=unexplained)


def conclude(evidence: Evidence, expected: Expected, shares: Shares) -> Assignment:
    """The shares of all sources, and what the tables say of inserts besides."""
    isomirs, pairs = expected.isomirs, expected.isomirs.pairs
    best = np.zeros(len(evidence.counts))
    np.maximum.at(best, pairs.insert, isomirs.likelihood)
    share, on_hairpin, on_other = final_shares(expected, shares)
    return Assignment(
        pairs=pairs,
        share=share,
        fits=isomirs.likelihood >= FITS * best[pairs.insert],
        on_hairpin=on_hairpin,
        hairpin_place=expected.pieces.place,
        on_other=on_other,
        other_place=evidence.fragments.place,
        fits_both=isomirs.fits_both,
        tied=find_tied(pairs, evidence.places, evidence.near),
    )


def final_shares(expected: Expected, shares: Shares) -> tuple[Floats, Floats, Floats]:
    """The shares of each pair, and those of each insert on hairpins and other RNAs, which add up
    to 1, or to 0 for an insert that most likely fits by chance."""
    pairs, number = expected.isomirs.pairs, len(expected.of_chance)
    with_pairs = sum_by(pairs.insert, shares.of_pair * expected.isomirs.odds, number)
    left = 1 - sum_by(pairs.insert, shares.of_pair, number) - with_pairs
    left = left / (expected.of_pieces + expected.of_fragments + expected.of_chance)
    parts = (
        shares.of_pair,
        left * expected.of_pieces,
        left * expected.of_fragments + with_pairs,
    )
    share, piece, fragment = (np.where(part < SMALLEST, 0, part) for part in parts)
    total = sum_by(pairs.insert, share, number) + piece + fragment
    total[(left * expected.of_chance > MOSTLY) | (total == 0)] = np.inf
    return share / total[pairs.insert], piece / total, fragment / total
