"""The model of a panel: all that is learnt from a cohort, from the count filter to coefficients."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Ints
from mirtrd.panel.folds import deal_folds
from mirtrd.panel.nets import choose_penalties, fit_path, log_loss
from mirtrd.panel.scaling import Reference, find_reference
from mirtrd.panel.training import Training
from mirtrd.statistics.arrays import Array

# Folds within a training cohort, by which the penalty is chosen.
INNER_FOLDS = 5
# What a model may be made of.
MIRNAS, COVARIATES, BOTH = "miRNAs", "covariates", "miRNAs and covariates"


@dataclass(frozen=True, kw_only=True)
class Model:
    """A fitted model. ``columns`` are the miRNAs that it looked at, in the counts of the training
    cohort; covariates stand behind them. ``means`` and ``deviations`` standardise the values,
    ``coefficients`` are of the standardised ones.
    """

    part: str
    reference: Reference
    columns: Ints
    means: Array
    deviations: Array
    coefficients: Array
    intercept: float
    penalty: float
    converged: bool

    def predict(self, training: Training) -> Array:
        """The linear predictor of each sample: the logarithm of the odds of the tested class."""
        values = values_of(training, self.reference, self.columns, self.part)
        predictor: Array = standardise(values, self.means, self.deviations) @ self.coefficients
        return predictor + self.intercept

    @property
    def chosen(self) -> Ints:
        """The miRNAs with a coefficient, as columns of the counts."""
        return self.columns[self.coefficients[: len(self.columns)] != 0]


def fit_model(training: Training, part: str, random: np.random.Generator) -> Model:
    """Fit a model on a cohort, which is all that it learns from: the count filter, the reference of
    the size factors, means and deviations, the penalty by folds of its own, the coefficients."""
    reference = find_reference(training.counts)
    passed = training.filtered() & training.allowed
    columns = np.flatnonzero(passed) if part != COVARIATES else np.array([], dtype=int)
    return fit_columns(training, reference, columns, part, random)


def fit_columns(
    training: Training, reference: Reference, columns: Ints, part: str, random: np.random.Generator
) -> Model:
    """The same for miRNAs that were chosen beforehand."""
    values = values_of(training, reference, columns, part)
    means, deviations = values.mean(axis=0), values.std(axis=0)
    standard = standardise(values, means, deviations)
    penalties = choose_penalties(standard, training.tested)
    best = choose_best(values, training, penalties, random)
    path = fit_path(standard, training.tested, penalties[: best + 1])
    return Model(
        part=part,
        reference=reference,
        columns=columns,
        means=means,
        deviations=deviations,
        coefficients=path.coefficients[best],
        intercept=float(path.intercepts[best]),
        penalty=float(penalties[best]),
        converged=path.converged,
    )


def choose_best(
    values: Array, training: Training, penalties: Array, random: np.random.Generator
) -> int:
    """The place of the penalty with the least log loss in samples that were left out; the stronger
    one of equals."""
    tested = training.tested
    folds = deal_folds(tested, training.persons, INNER_FOLDS, random)
    losses = np.zeros(len(penalties))
    for fold in range(INNER_FOLDS):
        left_out = folds == fold
        if not left_out.any() or len(set(tested[~left_out])) < 2:
            continue
        means, deviations = values[~left_out].mean(axis=0), values[~left_out].std(axis=0)
        path = fit_path(
            standardise(values[~left_out], means, deviations), tested[~left_out], penalties
        )
        left = path.predict(standardise(values[left_out], means, deviations))
        losses += log_loss(left, tested[left_out])
    return int(np.argmin(losses))


def values_of(training: Training, reference: Reference, columns: Ints, part: str) -> Array:
    """What a model sees of each sample: log2 of scaled counts, then covariates."""
    logs = reference.logs(training.counts)[:, columns] if len(columns) else None
    covariates = training.covariates if part != MIRNAS else None
    parts = [values for values in (logs, covariates) if values is not None]
    return np.hstack(parts) if parts else np.empty((len(training.samples), 0))


def standardise(values: Array, means: Array, deviations: Array) -> Array:
    """Values with mean 0 and deviation 1 in the training cohort; 0 where it has no deviation."""
    fine: Bools = deviations > 0
    standard: Array = np.where(fine, (values - means) / np.where(fine, deviations, 1), 0.0)
    return standard
