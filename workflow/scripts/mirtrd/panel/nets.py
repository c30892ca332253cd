"""Logistic regression with an elastic net over a path of penalties.

Iteratively reweighted least squares, each step by the coordinate descent of scikit-learn, and each
penalty from the solution of the one before (Friedman, Hastie & Tibshirani 2010,
doi:10.18637/jss.v033.i01). The solver "saga" of ``LogisticRegression`` finds the same, but takes 20
to 50 times as long where there are more miRNAs than samples, too long for permutations.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import enet_path

from mirtrd.core.arrays import Bools
from mirtrd.statistics.arrays import Array

# The share of the lasso in the penalty (l1_ratio); miRNAs of a cluster go up and down together, and
# a lasso alone would take one of them at random.
LASSO_SHARE = 0.5
# The penalties, by that at which the first coefficient leaves 0: so the strongest has one at least.
PATH = (0.8, 0.53, 0.35, 0.23, 0.15, 0.1)
# Steps and tolerance (of a coefficient) of the reweighting, and of each descent.
STEPS, TOLERANCE, DESCENTS = 50, 1e-4, 5000
# A fitted probability is kept from 0 and 1 by this much (as in glmnet).
NEAR = 1e-5


@dataclass(frozen=True, kw_only=True)
class Path:
    """The solutions of a path: an intercept, and a row of coefficients, for each penalty."""

    penalties: Array
    intercepts: Array
    coefficients: Array
    converged: bool

    def predict(self, values: Array) -> Array:
        """The linear predictor of each sample (rows) for each penalty (columns)."""
        found: Array = self.intercepts + values @ self.coefficients.T
        return found


def choose_penalties(values: Array, tested: Bools) -> Array:
    """The penalties to try, the strongest first; the loss is the mean over the samples.

    ``values`` is samples x miRNAs, standardised. In scikit-learn's terms, C is 1 by the penalty and
    the number of samples.
    """
    left = tested - tested.mean()
    largest = np.abs(values.T @ left).max(initial=0.0) / len(values) / LASSO_SHARE
    return max(float(largest), 1e-8) * np.array(PATH)


def fit_path(values: Array, tested: Bools, penalties: Array) -> Path:
    """Fit standardised values (samples x miRNAs) at each penalty, the strongest first.

    Of the miRNAs, those are fitted that the strong rule expects to have a coefficient (Tibshirani
    et al. 2012, doi:10.1111/j.1467-9868.2011.01004.x); where one of the others should have, it is
    fitted, too, until none is left.
    """
    outcome = tested.astype(float)
    weights: Array = np.zeros(values.shape[1])
    share = outcome.mean()
    intercept = float(np.log(share / (1 - share)))
    slope = _slope(values, outcome, intercept, weights)
    before = np.abs(slope).max(initial=0.0) / LASSO_SHARE
    rows, intercepts, converged = [], [], True
    for penalty in map(float, penalties):
        fitted = (np.abs(slope) >= LASSO_SHARE * (2 * penalty - before)) | (weights != 0)
        while True:
            found = (intercept, weights[fitted])
            intercept, part, fine = _fit(values[:, fitted], outcome, penalty, found)
            weights = np.zeros(values.shape[1])
            weights[fitted] = part
            slope = _slope(values, outcome, intercept, weights)
            missed = ~fitted & (np.abs(slope) > LASSO_SHARE * penalty * (1 + TOLERANCE))
            if not missed.any():
                break
            fitted |= missed
        before = penalty
        rows.append(weights)
        intercepts.append(intercept)
        converged &= fine
    return Path(
        penalties=penalties,
        intercepts=np.array(intercepts),
        coefficients=np.array(rows),
        converged=converged,
    )


def _slope(values: Array, outcome: Array, intercept: float, weights: Array) -> Array:
    """The slope of the log likelihood by each coefficient, the mean over the samples."""
    slope: Array = (outcome - expit(intercept + values @ weights)) @ values / len(values)
    return slope


def _fit(
    values: Array, outcome: Array, penalty: float, start: tuple[float, Array]
) -> tuple[float, Array, bool]:
    """Intercept and coefficients at one penalty, and whether they converged."""
    intercept, weights = start
    if not len(weights):
        share = outcome.mean()
        return float(np.log(share / (1 - share))), weights, True
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        for _ in range(STEPS):
            predictor = intercept + values @ weights
            fitted = np.clip(expit(predictor), NEAR, 1 - NEAR)
            precision = fitted * (1 - fitted)
            target = predictor + (outcome - fitted) / precision
            total = precision.sum()
            centre, level = precision @ values / total, precision @ target / total
            root = np.sqrt(precision)
            _, found, _ = enet_path(
                np.asfortranarray((values - centre) * root[:, None]),
                (target - level) * root,
                l1_ratio=LASSO_SHARE,
                alphas=[penalty],
                coef_init=weights.copy(),  # which it changes in place
                precompute=False,
                check_input=False,
                max_iter=DESCENTS,
                tol=TOLERANCE,
            )
            before, weights = weights, found[:, 0]
            intercept = float(level - centre @ weights)
            if np.abs(weights - before).max(initial=0.0) < TOLERANCE:
                break
        else:
            return intercept, weights, False
    return intercept, weights, not any(issubclass(w.category, ConvergenceWarning) for w in caught)


def expit(predictor: Array) -> Array:
    """The probability of a linear predictor."""
    # Of scipy, it would warn of nothing either, but takes longer for a hundred values.
    bounded = np.clip(predictor, -700, 700)
    probability: Array = 1 / (1 + np.exp(-bounded))
    return probability


def log_loss(predictor: Array, tested: Bools) -> Array:
    """The loss of linear predictors (samples x penalties), the sum over the samples."""
    signed = np.where(tested[:, None], -predictor, predictor)
    loss: Array = np.logaddexp(0, signed).sum(axis=0)
    return loss
