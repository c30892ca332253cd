"""Whether predicted probabilities are what they say, and what decisions by them would be worth."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools
from mirtrd.panel.nets import expit
from mirtrd.statistics.arrays import Array

STEPS, TOLERANCE = 100, 1e-10
# A slope or intercept beyond this is that of classes that are wholly apart, which has no limit.
LARGEST = 50.0


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """The line from predicted to observed log odds: 1 and 0 for probabilities that are right.

    A slope below 1 means predictions that are too extreme. ``in_the_large`` is the intercept at
    slope 1: above 0 where probabilities are too low on the whole. NaN where there is none.
    """

    slope: float
    intercept: float
    in_the_large: float


def calibrate(predictor: Array, tested: Bools) -> Calibration:
    """Calibration of linear predictors by logistic regression (Cox 1958; Van Calster et al. 2019,
    doi:10.1186/s12916-019-1466-7)."""
    outcome = tested.astype(float)
    ones = np.ones((len(predictor), 1))
    line = _fit(np.column_stack([ones, predictor]), outcome, np.zeros(len(predictor)))
    level = _fit(ones, outcome, predictor)
    return Calibration(slope=float(line[1]), intercept=float(line[0]), in_the_large=float(level[0]))


def _fit(design: Array, outcome: Array, offset: Array) -> Array:
    """Coefficients of a logistic regression by Newton's steps; NaN where they have no limit."""
    weights = np.zeros(design.shape[1])
    if design.shape[1] > 1 and np.ptp(design[:, 1]) == 0:
        return np.full(design.shape[1], np.nan)
    for _ in range(STEPS):
        fitted = expit(offset + design @ weights)
        precision = np.maximum(fitted * (1 - fitted), 1e-12)
        information = design.T @ (design * precision[:, None])
        try:
            step = np.linalg.solve(information, design.T @ (outcome - fitted))
        except np.linalg.LinAlgError:
            break
        # Halved where it would go too far, as from predictors that are nearly apart.
        step /= max(1.0, float(np.abs(step).max()) / 5)
        weights = weights + step
        if np.abs(weights).max() > LARGEST:
            break
        if np.abs(step).max() < TOLERANCE:
            return weights
    return np.full(design.shape[1], np.nan)


def brier(probability: Array, tested: Bools) -> float:
    """The mean squared difference of probability and outcome; 0.25 for a coin."""
    return float(((probability - tested) ** 2).mean())


def net_benefit(probability: Array, tested: Bools, thresholds: Array) -> Array:
    """Of deciding by each threshold: true positives less false ones at the odds of the threshold,
    by the number of samples (Vickers & Elkin 2006, doi:10.1177/0272989X06295361)."""
    called = probability[None] >= thresholds[:, None]
    odds = thresholds / (1 - thresholds)
    benefit: Array = (called & tested).mean(axis=1) - odds * (called & ~tested).mean(axis=1)
    return benefit
