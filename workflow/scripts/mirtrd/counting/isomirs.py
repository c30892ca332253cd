"""IsomiRs of matures as a source of inserts."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Floats, sum_by
from mirtrd.counting.evidence import Evidence, likelihood_on_hairpins
from mirtrd.counting.isomir_model import Model
from mirtrd.counting.pairs import Pairs, are_explained, likelihood_of_pairs, make_pairs
from mirtrd.counting.sources import Known
from mirtrd.counting.vouching import judge_look_alikes

# The least share of an insert that fits another RNA as well; that RNA may have nearly all. It keeps
# odds finite, and is far below what is counted at all.
LEAST_GIVEN = 1e-9


@dataclass(frozen=True, kw_only=True)
class Isomirs:
    """Inserts as isomiRs of matures; a source.

    ``likelihood`` is that of each pair, and ``odds`` are the reads that another RNA has for each
    one of the mature's, where the insert fits both without a difference. ``fits_both`` are these
    inserts, ``given`` what of each is given to matures; ``at_place`` is the likelihood of tail
    bases and mismatches at each place on hairpins.
    """

    pairs: Pairs
    likelihood: Floats
    odds: Floats
    fits_both: Bools
    given: Floats
    at_place: Floats

    def expect(self, known: Known) -> Floats:
        """The reads that the matures are expected to make of each insert."""
        of_pair = known.amounts[self.pairs.mature] * self.likelihood
        return sum_by(self.pairs.insert, of_pair, len(self.fits_both))


def find_isomirs(evidence: Evidence, model: Model) -> Isomirs:
    """The matures that each insert may be an isomiR of, and how likely it is for each."""
    counts, places, mismatches = evidence.counts, evidence.places, evidence.mismatches
    at_place = likelihood_on_hairpins(evidence, model)
    pairs = make_pairs(places, evidence.near, at_place, model, evidence.chance)
    pairs = pairs.take(are_explained(pairs, counts, places, mismatches, model))
    vouched = judge_look_alikes(evidence, pairs, model)
    # What speaks for another RNA speaks against the matures that fit as exactly, not against one of
    # which the insert is a tailed isomiR.
    odds = np.zeros(len(pairs.insert))
    of_insert = 1 / np.maximum(vouched.share, LEAST_GIVEN) - 1
    odds[vouched.pair] = of_insert[pairs.insert[vouched.pair]]
    likelihood = likelihood_of_pairs(pairs, model)
    if model.own_ends is not None:
        likelihood *= (model.own_ends / model.ends.sum(axis=1))[pairs.mature, pairs.shift_3p]
    return Isomirs(
        pairs=pairs,
        likelihood=likelihood,
        odds=odds,
        fits_both=vouched.insert,
        given=vouched.share,
        at_place=at_place,
    )


def guess(isomirs: Isomirs, counts: Floats, matures: int) -> Known:
    """What is taken for known at first: an insert is shared out in equal parts."""
    pairs = isomirs.pairs
    options = np.bincount(pairs.insert, minlength=len(counts))[pairs.insert]
    reads = counts[pairs.insert] / options / (1 + isomirs.odds)
    return Known(
        amounts=sum_by(pairs.mature, reads, matures),
        unexplained=np.where(isomirs.fits_both, counts * (1 - isomirs.given), counts),
    )
