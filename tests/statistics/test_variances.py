"""Variances relative to negative-binomial counts: of simulated counts whose truth is known."""

import numpy as np
import pytest

from mirtrd.statistics.effects import fit_effects
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.negbin import fit_negbin
from mirtrd.statistics.quasi import compare_coefficient
from mirtrd.statistics.variances import Variances, moderate_variances

MIRNAS, DISPERSION = 400, 0.2


def draw(size: int, extra: np.ndarray, seed: int) -> tuple[np.ndarray, ModelMatrix]:
    """Counts of two equal groups between which nothing differs; their variance is ``extra``
    (by miRNA) times that of negative-binomial counts of DISPERSION."""
    random = np.random.default_rng(seed)
    means = np.exp(random.uniform(np.log(300), np.log(30000), MIRNAS))
    # Of counts in the hundreds the variance is mean + dispersion x mean squared.
    dispersion = (extra * (means + DISPERSION * means**2) - means) / means**2
    shape = 1 / dispersion[:, None]
    counts = random.negative_binomial(
        shape, shape / (shape + means[:, None]), (MIRNAS, 2 * size)
    ).astype(float)
    design = np.column_stack([np.ones(2 * size), np.arange(2 * size) % 2]).astype(float)
    return counts, ModelMatrix(design, np.ones(2 * size))


def moderate(counts: np.ndarray, model: ModelMatrix) -> Variances:
    spread = np.full(len(counts), DISPERSION)
    effects = fit_effects(counts, model, spread)
    return moderate_variances(counts, model, effects, spread, counts.mean(axis=1))


def test_the_variance_of_negative_binomial_counts_is_1():
    scale = moderate(*draw(10, np.ones(MIRNAS), seed=1)).scale
    # As the larger of two measures of the same, it is a little above.
    assert np.mean(scale) == pytest.approx(1.02, abs=0.03)


def test_mirnas_that_vary_three_times_as_much_are_told_by_many_samples():
    extra = np.where(np.arange(MIRNAS) % 2, 3.0, 1.0)
    scale = moderate(*draw(60, extra, seed=2)).scale
    assert np.mean(scale[extra == 3]) == pytest.approx(3, rel=0.15)
    assert np.mean(scale[extra == 1]) == pytest.approx(1, rel=0.15)


def test_log_normal_counts_keep_to_the_error_rate():
    """As in blood, where a few samples have far more of a miRNA than the others."""
    small = []
    for seed in range(4):
        random = np.random.default_rng(seed)
        levels = random.normal(random.uniform(5, 9, 250)[:, None], 1, (250, 120))
        design = np.column_stack([np.ones(120), np.arange(120) % 2]).astype(float)
        fit = fit_negbin(np.round(np.exp(levels)), ModelMatrix(design, np.ones(120)))
        small.append(compare_coefficient(fit.quasi(), 1).pvalue < 0.05)
    # 1,000 p-values: a standard error of 0.007. By deviances alone it is 0.15.
    assert np.mean(small) == pytest.approx(0.05, abs=0.02)


def test_one_mirna_with_an_outlier_does_not_widen_the_others():
    counts, model = draw(6, np.ones(MIRNAS), seed=4)
    before = moderate(counts, model).scale
    counts[5, 3] *= 20
    after = moderate(counts, model).scale
    assert after[5] > 1.3 * before[5]
    others = np.arange(MIRNAS) != 5
    assert np.mean(after[others]) == pytest.approx(np.mean(before[others]), rel=0.02)
