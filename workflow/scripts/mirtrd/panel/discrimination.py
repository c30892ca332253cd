"""How well predictions tell the classes apart: pairs of samples that were left out together.

A tested sample is compared with those of its own fold only, whose predictors come from one model.
Pooled over folds, each model would be held against others: where by chance a fold has more of a
class, its model has seen less of it and predicts it less, so that the area is below 0.5 for no
reason (Parker, Guenter & Bedo 2007, doi:10.1186/1471-2105-8-326).
"""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Ints
from mirtrd.panel.folds import kinds_of_persons
from mirtrd.statistics.arrays import Array

# Draws of persons for an interval.
DRAWS = 2000


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Of each tested sample (rows) and other one (columns), the repeats in which they were left out
    together, and in how many of these the tested one had the higher predictor, ties counted half.
    """

    wins: Array
    together: Array

    @property
    def auc(self) -> float:
        """The share of the pairs that are in the right order; NaN without any."""
        total = self.together.sum()
        return float(self.wins.sum() / total) if total else float("nan")

    def weighted(self, tested: Array, others: Array) -> Array:
        """The same for each draw (rows of weights of the samples)."""
        wins = np.einsum("dt,to,do->d", tested, self.wins, others, optimize=True)
        total = np.einsum("dt,to,do->d", tested, self.together, others, optimize=True)
        return np.divide(wins, total, out=np.full(len(wins), np.nan), where=total > 0)


def pair_up(predictors: Array, folds: Ints, tested: Bools) -> Pairs:
    """The pairs of predictions (repeats x samples), which have the fold of each; -1 is no fold."""
    shape = (int(tested.sum()), int((~tested).sum()))
    wins, together = np.zeros(shape), np.zeros(shape)
    for predictor, fold in zip(predictors, folds, strict=True):
        own, other = predictor[tested][:, None], predictor[~tested][None]
        same = (fold[tested][:, None] == fold[~tested][None]) & (fold[tested][:, None] >= 0)
        wins += same * ((own > other) + 0.5 * (own == other))
        together += same
    return Pairs(wins=wins, together=together)


def draw_persons(tested: Bools, persons: Ints, random: np.random.Generator) -> Array:
    """The weight of each sample in each draw (rows): how often its person is drawn, among those
    with as many samples of either class."""
    kinds = kinds_of_persons(tested, persons)
    weights = np.zeros((DRAWS, len(kinds)))
    for kind in sorted(set(kinds)):
        members = np.array([person for person, own in enumerate(kinds) if own == kind])
        share = np.full(len(members), 1 / len(members))
        weights[:, members] = random.multinomial(len(members), share, size=DRAWS)
    return weights[:, persons]


def interval(values: Array, level: float = 0.95) -> tuple[float, float]:
    """The percentile interval of draws; NaN if there are none."""
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
