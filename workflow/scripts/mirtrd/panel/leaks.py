"""What the same data would have shown without nested folds: two common ways to fool oneself.

Selecting miRNAs on all samples before cross-validation lets each fold see its own samples
(Ambroise & McLachlan 2002, doi:10.1073/pnas.102102699; Simon et al. 2003,
doi:10.1093/jnci/95.1.14); predicting the samples that a model was fitted on does so outright.
"""

import numpy as np

from mirtrd.core.arrays import Bools, Ints
from mirtrd.panel.discrimination import pair_up
from mirtrd.panel.folds import deal_folds
from mirtrd.panel.models import MIRNAS, fit_columns, fit_model
from mirtrd.panel.scaling import find_reference
from mirtrd.panel.training import Training
from mirtrd.panel.validation import FOLDS, SEED
from mirtrd.statistics.arrays import Array
from mirtrd.statistics.roc import auc

# The miRNAs that are chosen on all samples: what a published panel often has.
CHOSEN = 8
# Of the draws of random numbers, so that they are not those of the nested folds.
LEAKS = 101


def select_outside(training: Training, repeats: int, draw: int = 0) -> float:
    """The area when the CHOSEN miRNAs that differ most (Welch's t) in all samples are chosen first,
    and only the rest of the procedure is cross-validated."""
    logs, columns = _prepare(training)
    best = columns[np.argsort(-np.abs(welch(logs[:, columns], training.tested)), kind="stable")]
    best = np.sort(best[:CHOSEN])
    reference = find_reference(training.counts)
    folds, predictors = [], []
    for repeat in range(repeats):
        random = np.random.default_rng([SEED, draw, repeat, LEAKS])
        dealt = deal_folds(training.tested, training.persons, FOLDS, random)
        predictor = np.full(len(dealt), np.nan)
        for fold in range(FOLDS):
            left_out = dealt == fold
            if len(set(training.tested[~left_out])) < 2 or not left_out.any():
                continue
            part = training.take(~left_out)
            model = fit_columns(part, reference, best, MIRNAS, random)
            predictor[left_out] = model.predict(training.take(left_out))
        folds.append(dealt)
        predictors.append(predictor)
    return pair_up(np.array(predictors), np.array(folds), training.tested).auc


def refit_on_itself(training: Training, draw: int = 0) -> float:
    """The area of a model in the samples that it was fitted on."""
    random = np.random.default_rng([SEED, draw, 0, LEAKS + 1])
    predictor = fit_model(training, MIRNAS, random).predict(training)
    area, _ = auc(predictor[None, training.tested], predictor[None, ~training.tested])
    return float(area[0])


def welch(logs: Array, tested: Bools) -> Array:
    """Welch's t of each miRNA (samples x miRNAs); 0 where nothing varies."""
    own, other = logs[tested], logs[~tested]
    error = np.sqrt(own.var(axis=0, ddof=1) / len(own) + other.var(axis=0, ddof=1) / len(other))
    difference = own.mean(axis=0) - other.mean(axis=0)
    return np.divide(difference, error, out=np.zeros_like(difference), where=error > 0)


def _prepare(training: Training) -> tuple[Array, Ints]:
    logs = find_reference(training.counts).logs(training.counts)
    return logs, np.flatnonzero(training.filtered() & training.allowed)
