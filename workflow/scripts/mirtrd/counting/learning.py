"""What a sample teaches of its isomiRs, once its reads have been shared out."""

from dataclasses import replace

import numpy as np

from mirtrd.core.arrays import Floats, Ints, sum_by
from mirtrd.counting.evidence import Evidence
from mirtrd.counting.isomir_model import SHIFTS_3P, SHIFTS_5P, Model, start_model, tail_starts
from mirtrd.counting.mismatches import Mismatches
from mirtrd.counting.pairs import Pairs
from mirtrd.counting.placing import MAX_TAIL

# Reads that the prior weighs as much as (pseudocounts). Half and double move reads counted right by
# 0.00 points and other reads by -1 and +2 per million.
PRIOR_READS = 300
# Most reads of one miRNA that the model is learnt from, so that it is that of miRNAs and not of the
# most abundant one. Half and double move reads counted right by 0.00 points and other reads by +2
# and 0 per million.
MOST_OF_ONE = 300
# Reads that a miRNA needs until its own 3' ends weigh as much as those of all. Half and double move
# reads counted right by 0.00 points and other reads by +1 and 0 per million.
OWN_ENDS = 500
# The share (responsibility) of an insert from which on it is the miRNA's own. 0.5 and 0.9 move
# reads counted right by 0.00 and -0.01 points and other reads by 0 per million.
ITS_OWN = 0.75


def learn(evidence: Evidence, pairs: Pairs, share: Floats) -> Model:
    """How often isomiRs of the sample have what, given the share of the insert that each pair has.

    The mean of what was seen and of the prior, each by its weight.
    """
    prior = start_model()
    reads = share * evidence.counts[pairs.insert]
    total = sum_by(pairs.mature, reads)
    weight = reads * (np.minimum(total, MOST_OF_ONE) / np.maximum(total, 1e-9))[pairs.mature]
    cell = pairs.shift_3p * (MAX_TAIL + 1) + pairs.tail
    model = Model(
        five_prime=_update(prior.five_prime, sum_by(pairs.shift_5p, weight, SHIFTS_5P)),
        ends=_update(prior.ends, sum_by(cell, weight, prior.ends.size)),
        tail_base=_learn_tails(evidence, pairs, weight, prior),
        substitution=learn_substitutions(
            weight,
            evidence.inserts.length[pairs.insert],
            evidence.mismatches.take(pairs.place),
            prior,
        ),
    )
    matures = len(evidence.reference.matures.names)
    return replace(model, own_ends=learn_own_ends(pairs, share, evidence.counts, model, matures))


def _update(before: Floats, seen: Floats) -> Floats:
    """Probabilities after so many reads of each kind were seen."""
    seen = seen.reshape(before.shape)
    return (seen + PRIOR_READS * before) / (seen.sum() + PRIOR_READS)


def _learn_tails(evidence: Evidence, pairs: Pairs, weight: Floats, prior: Model) -> Floats:
    """How often each base is in tails, by their first bases."""
    tailed = np.flatnonzero(pairs.tail)
    tails = evidence.places.take(pairs.place[tailed])
    first, template = tail_starts(evidence.inserts, evidence.reference.hairpins, tails)
    # A base is seen only where the template has another one.
    among = sum_by(template, weight[tailed], 5) / (1 - np.append(prior.tail_base[:4], 0))
    seen = sum_by(first, weight[tailed], 5)[:4] / np.maximum(among.sum() - among[:4], 1e-9)
    tail_base = _update(prior.tail_base[:4], seen * weight[tailed].sum())
    tail_base /= tail_base.sum()
    return np.append(tail_base, 0.25)


def learn_substitutions(
    weight: Floats, length: Ints, mismatches: Mismatches, prior: Model
) -> Floats:
    """How often a base is another one, beyond what the errors of sequencing make of it.

    As the model expects: a mismatch counts for as much as it is likelier to be none of these.
    """
    before = prior.substitution
    bases = weight @ length / 4
    seen = np.zeros(len(before))
    for kind, error in zip(mismatches.kinds.T, mismatches.errors.T, strict=True):
        some = np.flatnonzero(kind >= 0)
        kind, error = kind[some], error[some]
        real = before[kind] / (before[kind] + error)
        seen += sum_by(kind, weight[some] * real, len(before))
    prior_bases = PRIOR_READS * length.mean() / 4 if len(length) else 1.0
    rates = (seen + before * prior_bases) / (bases + prior_bases)
    return np.append(rates[:16], before[16:])


def learn_own_ends(
    pairs: Pairs, share: Floats, counts: Floats, model: Model, matures: int
) -> Floats:
    """How often the 3' ends of each mature have each shift: matures x shifts.

    They are learnt where a mature's reads are its own, by the share of each pair so far. Where
    others have most of its reads, its ends are taken for those of all: what is shared out must not
    teach how to share it out, for then two matures could swap their reads.
    """
    usual = model.ends.sum(axis=1)
    cell = pairs.mature * SHIFTS_3P + pairs.shift_3p
    reads = share * counts[pairs.insert]
    size = matures * SHIFTS_3P
    own = sum_by(cell, np.where(share > ITS_OWN, reads, 0), size).reshape(matures, -1)
    shared = sum_by(cell, np.where(share > ITS_OWN, 0, reads), size).reshape(matures, -1)
    seen = shared <= own
    room = np.where(seen, usual, 0)
    learnt = np.where(seen, own, 0) + OWN_ENDS * room
    learnt *= room.sum(axis=1, keepdims=True) / np.maximum(
        learnt.sum(axis=1, keepdims=True), 1e-300
    )
    return np.where(seen, learnt, usual)
