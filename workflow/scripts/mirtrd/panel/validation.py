"""Nested cross-validation: each sample is predicted by models that have not seen its person."""

from dataclasses import dataclass

import numpy as np

from mirtrd.core.arrays import Bools, Floats, Ints
from mirtrd.panel.folds import deal_folds
from mirtrd.panel.models import MIRNAS, Model, fit_model
from mirtrd.panel.training import Training

# Outer folds, and how often they are dealt out anew.
FOLDS, REPEATS = 5, 10
SEED = 20260714


@dataclass(frozen=True, kw_only=True)
class Predictions:
    """What was predicted of each sample in each repeat (repeats x samples): the fold in which it
    was left out, -1 where it was not, and its linear predictor; and the models of all folds."""

    folds: Ints
    predictors: Floats
    models: tuple[Model, ...]


def cross_validate(
    training: Training, part: str = MIRNAS, repeats: int = REPEATS, draw: int = 0
) -> Predictions:
    """Repeated, stratified, grouped folds; all is learnt anew within each.

    ``draw`` numbers the permutation of the labels, 0 for the true ones: each has its own folds.
    """
    rows, predictors, models = [], [], []
    for repeat in range(repeats):
        random = np.random.default_rng([SEED, draw, repeat])
        folds = deal_folds(training.tested, training.persons, FOLDS, random)
        predictor, of_repeat = predict_left_out(training, folds, part, random)
        rows.append(folds)
        predictors.append(predictor)
        models += of_repeat
    return Predictions(folds=np.array(rows), predictors=np.array(predictors), models=tuple(models))


def leave_sites_out(training: Training, part: str = MIRNAS) -> Predictions:
    """Each site is predicted by a model of the others, the person's samples elsewhere left out of
    it. A site whose others lack a class is not predicted."""
    random = np.random.default_rng([SEED, 0, REPEATS])
    predictor, models = predict_left_out(training, training.sites, part, random)
    folds = np.where(np.isnan(predictor), -1, training.sites)
    return Predictions(folds=folds[None], predictors=predictor[None], models=tuple(models))


def predict_left_out(
    training: Training, folds: Ints, part: str, random: np.random.Generator
) -> tuple[Floats, list[Model]]:
    """The linear predictor of each sample by a model of the other folds, and these models; NaN
    where these lack a class."""
    predictor = np.full(len(folds), np.nan)
    models = []
    for fold in np.unique(folds):
        left_out: Bools = folds == fold
        # Of a person with samples in several sites, none is learnt from.
        others = ~np.isin(training.persons, training.persons[left_out])
        if min(training.tested[others].sum(), (~training.tested[others]).sum()) < 2:
            continue
        model = fit_model(training.take(others), part, random)
        predictor[left_out] = model.predict(training.take(left_out))
        models.append(model)
    return predictor, models
