"""How likely the isomiRs of a mature are: their ends, tails and mismatches."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bytes, Floats, Ints
from mirtrd.core.packing import Packed
from mirtrd.counting.mismatches import Mismatches
from mirtrd.counting.placing import MAX_TAIL, Places
from mirtrd.reference.targets import Targets

# How far the ends of an insert may lie from those of a mature that it is an isomiR of, in nt; the
# prior below knows no farther ones.
MAX_SHIFT_5P = 4
MAX_SHIFT_3P = 6
SHIFTS_5P = 2 * MAX_SHIFT_5P + 1
SHIFTS_3P = 2 * MAX_SHIFT_3P + 1
# The prior, for 5' shifts of -4 to 4, 3' shifts of -6 to 6, tails of 0 to 3 bases (Landgraf et al.
# 2007, doi:10.1016/j.cell.2007.04.040; Wyman et al. 2011, doi:10.1101/gr.118059.110), and the bases
# A, C, G, T and N in tails.
FIVE_PRIME = (0.0005, 0.0015, 0.01, 0.03, 0.918, 0.03, 0.008, 0.0015, 0.0005)
THREE_PRIME = (0.001, 0.003, 0.01, 0.03, 0.07, 0.14, 0.5, 0.14, 0.07, 0.02, 0.01, 0.004, 0.002)
TAIL_LENGTH = (0.8, 0.14, 0.045, 0.015)
TAIL_BASE = (0.5, 0.06, 0.07, 0.37, 0.25)
# Of the bases of one kind in miRNAs, so many are another certain base: edited, or altered before
# they were sequenced. Errors of sequencing come on top, by the quality of the base. A prior: half
# and double move reads counted right by 0.00 points and other reads by +1 and -1 per million.
SUBSTITUTED = 4e-4


@dataclass(frozen=True, kw_only=True)
class Model:
    """How often isomiRs have what, as probabilities.

    ``five_prime`` is by 5' shift, ``ends`` by 3' shift and tail length, ``tail_base`` by base,
    ``substitution`` is for a base by 4 x template + other base (16 to 19: template unread).
    ``own_ends`` is by mature and 3' shift, where the sample has taught it.
    """

    five_prime: Floats
    ends: Floats
    tail_base: Floats
    substitution: Floats
    own_ends: Floats | None = None


def start_model() -> Model:
    """The prior: what is expected before a sample is seen."""
    return Model(
        five_prime=np.array(FIVE_PRIME) / sum(FIVE_PRIME),
        ends=np.outer(np.array(THREE_PRIME) / sum(THREE_PRIME), TAIL_LENGTH),
        tail_base=np.array(TAIL_BASE),
        substitution=np.append(np.full(16, SUBSTITUTED), np.full(4, 0.25)),
    )


def likelihood_of_ends(model: Model, shift_5p: Ints, shift_3p: Ints, tail: Ints) -> Floats:
    """The likelihood of ends and tail length of isomiRs of a mature that is like all.

    Shifts count from the farthest to the left: ``MAX_SHIFT_5P`` and ``MAX_SHIFT_3P`` are none.
    """
    return model.five_prime[shift_5p] * model.ends[shift_3p, tail]


def likelihood_of_mismatches(mismatches: Mismatches, model: Model) -> Floats:
    """The likelihood of the mismatches of each place, by their kinds and qualities."""
    likelihood = np.ones(len(mismatches.kinds))
    for kind, error in zip(mismatches.kinds.T, mismatches.errors.T, strict=True):
        likelihood *= np.where(kind >= 0, model.substitution[kind] + error, 1)
    return likelihood


def tail_starts(inserts: Packed, targets: Targets, places: Places) -> tuple[Bytes, Bytes]:
    """The first base of the tail of each place, and what the template has there (4: no base)."""
    at = inserts.length[places.insert] - places.tail
    base = inserts.codes[places.insert, np.minimum(at, inserts.codes.shape[1] - 1)]
    return base, targets.codes[targets.start[places.sequence] + places.start + at]


def likelihood_of_tails(inserts: Packed, targets: Targets, places: Places, model: Model) -> Floats:
    """The likelihood of the bases of each tail, given its length.

    A tail begins with a base that is not the template's: the others share its probability.
    """
    tail_base = model.tail_base
    _, template = tail_starts(inserts, targets, places)
    likelihood = np.where(places.tail > 0, 1 / (1 - np.append(tail_base[:4], 0))[template], 1)
    for back in range(MAX_TAIL):
        base = inserts.codes[places.insert, inserts.length[places.insert] - 1 - back]
        likelihood *= np.where(places.tail > back, tail_base[base], 1)
    return likelihood
