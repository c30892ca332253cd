"""Surrogates of a hidden factor for a contrast, on counts that it was put into."""

from dataclasses import replace

import numpy as np
import pandas as pd

from builders.designs import question
from builders.settings import make_setting
from mirtrd.robustness.refits import Setting
from mirtrd.robustness.surrogates import describe_factors, find_factors, refit_with

SAMPLES = 24


def with_factor(formula: str = "~ condition", **options) -> tuple[Setting, np.ndarray, pd.Series]:
    """A cohort in which a factor, five times as frequent in one group, shifts half of the 80
    miRNAs; the true changes, and the samples that have it."""
    setting, change = make_setting(SAMPLES, formula, **options)
    place = np.arange(SAMPLES)
    level = pd.Series(np.where(place % 2, place < 20, place < 4), setting.sheet.index)
    shifts = np.random.default_rng(5).normal(0, 1.2, 80) * (np.arange(80) % 2)
    counts = setting.counts.mul(np.exp2(np.outer(shifts, level))).round().astype(int)
    return replace(setting, counts=counts), change, level


def test_without_a_factor_there_is_none():
    setting, _ = make_setting(SAMPLES, "~ condition", seed=3)
    factors = find_factors(setting)
    assert factors.number == 0
    assert factors.values.shape == (SAMPLES, 0)
    assert describe_factors(setting, factors) == []


def test_with_the_surrogate_false_calls_go_and_true_ones_stay():
    setting, change, level = with_factor(seed=4)
    factors = find_factors(setting)
    assert factors.number == 1
    assert factors.name == "with 1 surrogate factor"
    assert abs(np.corrcoef(factors.values["hidden_1"], level)[0, 1]) > 0.95
    assert factors.pvalues[0] < 0.05
    main, other = setting.refit().called(0.05), refit_with(setting, factors).called(0.05)
    assert (other & (change == 0)).sum() < (main & (change == 0)).sum() / 2
    assert (other & (change != 0)).sum() >= 0.9 * (main & (change != 0)).sum()


def test_a_column_that_a_factor_follows_is_named():
    setting, _, level = with_factor(seed=4)
    sheet = setting.sheet.assign(freezer=np.where(level, "old", "new"))
    setting = replace(setting, sheet=sheet)
    [described] = describe_factors(setting, find_factors(setting))
    assert described["follows"] == "freezer"
    assert described["share_of_residual_variance"] > 1.5 * described["share_by_chance"]
    # In the design, it leaves nothing that is much larger than chance has it.
    asked = find_factors(replace(setting, question=question("~ freezer + condition")))
    assert (asked.shares < 1.2 * asked.by_chance).all()


def test_a_likelihood_ratio_test_has_surrogates_too():
    setting, _, level = with_factor("~ age + condition", seed=4)
    contrast = replace(setting.question.contrast, reduced="~ age")
    asked = replace(setting, question=question("~ age + condition", contrast))
    factors = find_factors(asked)
    assert abs(np.corrcoef(factors.values["hidden_1"], level)[0, 1]) > 0.9
    main, other = asked.refit(), refit_with(asked, factors)
    assert not np.allclose(main.pvalue, other.pvalue, equal_nan=True)
