"""What is left of an estimate without one of its studies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mirtrd.meta.pooling import FEWEST_RANDOM, combine, count_studies
from mirtrd.statistics.arrays import Array

# The p-value up to which an estimate counts as shown, before and after a study is left out.
SMALL = 0.05


@dataclass(frozen=True, kw_only=True)
class WithoutOne:
    """The least and the largest estimate of each miRNA without one of its studies, whether all
    have the sign of the whole, and the studies without which it is another sign, or not shown."""

    least: Array
    largest: Array
    sign_kept: NDArray[np.bool_]
    decisive: list[tuple[str, ...]]


def leave_one_out(changes: Array, errors: Array, studies: Sequence[str]) -> WithoutOne:
    """Put all studies together again, each left out in turn (miRNAs x studies).

    p-values are compared where three studies are left: those of two are of another kind.
    """
    whole = combine(changes, errors)
    shown, sign = whole.pvalue < SMALL, np.sign(whole.estimate)
    estimates = np.full(changes.shape, np.nan)
    decides = np.zeros(changes.shape, dtype=bool)
    for place in range(len(studies)):
        tested = ~np.isnan(changes[:, place]) & (count_studies(changes) > 1)
        left = np.delete(changes, place, axis=1)[tested]
        rest = combine(left, np.delete(errors, place, axis=1)[tested])
        estimates[tested, place] = rest.estimate
        enough = count_studies(left) >= FEWEST_RANDOM
        lost = shown[tested] & enough & ~(rest.pvalue < SMALL)
        decides[tested, place] = lost | (np.sign(rest.estimate) != sign[tested])
    there = ~np.isnan(estimates)
    signs = np.where(there, np.sign(estimates), sign[:, None])
    some = there.any(axis=1)
    return WithoutOne(
        least=np.where(some, np.where(there, estimates, np.inf).min(axis=1), np.nan),
        largest=np.where(some, np.where(there, estimates, -np.inf).max(axis=1), np.nan),
        sign_kept=(signs == sign[:, None]).all(axis=1) & some,
        decisive=[tuple(np.array(studies, dtype=object)[row]) for row in decides],
    )
