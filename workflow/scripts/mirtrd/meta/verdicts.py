"""What can be said of a miRNA over several studies.

- consistent: a change is shown (adjusted p-value below alpha), and all studies that tested the
  miRNA have its sign; where they are two, both show it by themselves (p < 0.05).
- inconsistent: the studies do not agree on the sign, and either differ by more than chance (p of Q
  below 0.05) or a change is shown all the same.
- not shown: neither; tested in two studies or more.
- one study only, not testable anywhere: there is nothing to put together.
"""

import numpy as np
from numpy.typing import NDArray

from mirtrd.meta.leaving import SMALL
from mirtrd.statistics.arrays import Array

CONSISTENT, INCONSISTENT, NOT_SHOWN = "consistent", "inconsistent", "not shown"
ONE, NOWHERE = "one study only", "not testable anywhere"
STATUSES = (CONSISTENT, INCONSISTENT, NOT_SHOWN, ONE, NOWHERE)


def judge(
    changes: Array, pvalues: Array, shown: NDArray[np.bool_], q_pvalue: Array
) -> NDArray[np.str_]:
    """The status of each miRNA.

    ``changes`` and ``pvalues`` are those of the studies (miRNAs x studies), ``shown`` whether the
    adjusted p-value of the whole is small, ``q_pvalue`` that of heterogeneity.
    """
    tested = ~np.isnan(changes)
    number = tested.sum(axis=1)
    up, down = (changes > 0).sum(axis=1), (changes < 0).sum(axis=1)
    agree = (up == number) | (down == number)
    repeated = (np.where(tested, pvalues, 0) < SMALL).all(axis=1)
    return np.select(
        [
            number == 0,
            number == 1,
            shown & agree & ((number > 2) | repeated),
            ~agree & (shown | (q_pvalue < SMALL)),
        ],
        [NOWHERE, ONE, CONSISTENT, INCONSISTENT],
        NOT_SHOWN,
    )


def agreement(changes: Array, estimate: Array) -> Array:
    """The share of the studies that tested a miRNA whose change has the sign of the estimate."""
    number = (~np.isnan(changes)).sum(axis=1)
    same = (np.sign(changes) == np.sign(estimate)[:, None]).sum(axis=1)
    return np.where(number > 0, same / np.maximum(number, 1), np.nan)
