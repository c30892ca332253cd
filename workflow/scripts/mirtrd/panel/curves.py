"""The curves by which predictions of persons left out are judged: ROC, calibration, decision."""

import numpy as np
import pandas as pd

from mirtrd.core.arrays import Bools, Ints
from mirtrd.panel.calibration import net_benefit
from mirtrd.panel.nets import expit
from mirtrd.statistics.arrays import Array

# Groups of equal size by predicted probability; of fewer persons than twice that in each, fewer.
GROUPS = 8
LEAST_OF_GROUP = 5
THRESHOLDS = np.arange(1, 100) / 100
# Of mean curves, to the right.
PLACES = np.linspace(0, 1, 401)
CALLED_ALL, CALLED_NONE, BY_PANEL = "all called", "none called", "by the panel"


def roc(predictor: Array, tested: Bools) -> tuple[Array, Array]:
    """1 - specificity and sensitivity at each threshold, from none called to all."""
    order = np.argsort(-predictor, kind="stable")
    last = np.append(np.diff(predictor[order]) != 0, True)  # equal ones are called together
    hits, false = np.cumsum(tested[order])[last], np.cumsum(~tested[order])[last]
    return (
        np.concatenate([[0.0], false / (~tested).sum()]),
        np.concatenate([[0.0], hits / tested.sum()]),
    )


def mean_roc(predictors: Array, folds: Ints, tested: Bools) -> tuple[Array, Array]:
    """The mean of the ROC curves of all folds that have both classes (predictors and folds are
    repeats x samples), each by its number of pairs: its area is that of ``Pairs``."""
    total, weights = np.zeros(len(PLACES)), 0.0
    for predictor, of_repeat in zip(predictors, folds, strict=True):
        for fold in np.unique(of_repeat[of_repeat >= 0]):
            rows = of_repeat == fold
            pairs = tested[rows].sum() * (~tested[rows]).sum()
            if pairs:
                x, y = roc(predictor[rows], tested[rows])
                total += pairs * np.interp(PLACES, x, y)
                weights += pairs
    return np.concatenate([[0.0], PLACES]), np.concatenate([[0.0], total / max(weights, 1.0)])


def groups_of(probability: Array, tested: Bools) -> tuple[Array, Array, Array]:
    """Mean probability, tested samples and all samples of groups of equal size."""
    number = int(np.clip(len(probability) // LEAST_OF_GROUP, 1, GROUPS))
    parts = np.array_split(np.argsort(probability, kind="stable"), number)
    return (
        np.array([probability[part].mean() for part in parts]),
        np.array([tested[part].sum() for part in parts]),
        np.array([len(part) for part in parts]),
    )


def decision(predictors: Array, tested: Bools) -> dict[str, Array]:
    """The net benefit at THRESHOLDS by curve; of the predictors (repeats x samples) the mean."""
    by_panel = [net_benefit(expit(row), tested, THRESHOLDS) for row in predictors]
    everybody = net_benefit(np.ones(len(tested)), tested, THRESHOLDS)
    return {
        BY_PANEL: np.mean(by_panel, axis=0),
        CALLED_ALL: everybody,
        CALLED_NONE: np.zeros(len(THRESHOLDS)),
    }


def as_rows(panel: str, curve: str, x: Array, y: Array) -> pd.DataFrame:
    """The rows of a curve in the table of the figure."""
    return pd.DataFrame({"panel": panel, "curve": curve, "x": x, "y": y}).set_index("panel")
