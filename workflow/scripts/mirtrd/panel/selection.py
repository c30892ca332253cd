"""How alike the miRNAs are that the models of all folds choose."""

from collections.abc import Sequence

import numpy as np

from mirtrd.core.arrays import Bools
from mirtrd.panel.models import Model
from mirtrd.statistics.arrays import Array


def chosen_in(models: Sequence[Model], mirnas: int) -> tuple[Bools, Bools]:
    """Which miRNAs each model (rows) looked at, and which it chose."""
    looked, chosen = np.zeros((2, len(models), mirnas), dtype=bool)
    for row, model in enumerate(models):
        looked[row, model.columns] = True
        chosen[row, model.chosen] = True
    return looked, chosen


def stability(chosen: Bools) -> float:
    """The stability of a choice among features (rounds x features) by Nogueira, Sechidis & Brown
    2018 (JMLR 18:174): 1 if all rounds choose the same, about 0 if they choose at random.

    NaN for a single round, and where all features are chosen in all, or none in any.
    """
    rounds, features = chosen.shape
    mean_size = chosen.sum(axis=1).mean() if rounds else 0.0
    if rounds < 2 or not 0 < mean_size < features:
        return float("nan")
    share: Array = chosen.mean(axis=0)
    spread = (rounds / (rounds - 1) * share * (1 - share)).mean()
    return float(1 - spread / (mean_size / features * (1 - mean_size / features)))
