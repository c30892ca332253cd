"""Meta-analyses are held against R's metafor (tests/oracles/make_meta_oracles.R), and cases by
hand."""

import time

import numpy as np
import pandas as pd
import pytest

from builders.paths import ORACLES
from mirtrd.meta.pooling import (
    combine,
    dersimonian_laird,
    find_heterogeneity,
    fixed_effect,
    hartung_knapp,
    restricted_likelihood,
    share_between,
)


@pytest.fixture(scope="module")
def sets() -> tuple[np.ndarray, np.ndarray]:
    table = pd.read_csv(ORACLES / "meta.sets.tsv", sep="\t")
    wide = table.pivot(index="set", columns="study", values=["change", "error"])
    return wide["change"].to_numpy(), wide["error"].to_numpy()


@pytest.fixture(scope="module")
def metafor() -> pd.DataFrame:
    table = pd.read_csv(ORACLES / "meta.fits.tsv", sep="\t")
    return table.set_index(["method", "test"]).sort_index()


def check(pooled, expected, tolerance):
    low, high = pooled.interval
    found = {"estimate": pooled.estimate, "error": pooled.error, "pvalue": pooled.pvalue,
             "low": low, "high": high, "tau2": pooled.tau2}  # fmt: skip
    for name, values in found.items():
        np.testing.assert_allclose(values, expected[name], rtol=0, atol=tolerance, err_msg=name)


def test_the_fixed_effect_is_that_of_metafor(sets, metafor):
    assert len(sets[0]) == 300
    check(fixed_effect(*sets), metafor.loc["FE", "z"], 1e-12)


def test_dersimonian_and_laird_are_as_in_metafor(sets, metafor):
    pooled, expected = dersimonian_laird(*sets), metafor.loc["DL", "z"]
    assert 50 < (expected["tau2"] == 0).sum() < 250
    check(pooled, expected, 1e-12)
    spread = find_heterogeneity(*sets)
    np.testing.assert_allclose(spread.q, expected["q"], rtol=1e-12)
    np.testing.assert_allclose(spread.pvalue, expected["q_pvalue"], atol=1e-12)
    np.testing.assert_allclose(share_between(*sets, pooled.tau2), expected["i2"], atol=1e-12)


def test_restricted_likelihood_is_as_in_metafor(sets, metafor):
    pooled = restricted_likelihood(*sets)
    check(pooled, metafor.loc["REML", "z"], 1e-8)
    adjusted, expected = hartung_knapp(*sets, pooled), metafor.loc["REML", "adhoc"]
    check(adjusted, expected, 1e-8)
    low, high = adjusted.prediction
    np.testing.assert_allclose(low, expected["pi_low"], atol=1e-8)
    np.testing.assert_allclose(high, expected["pi_high"], atol=1e-8)


def test_two_studies_are_put_together_by_the_fixed_effect_and_more_by_random_effects(sets):
    pooled, number = combine(*sets), (~np.isnan(sets[0])).sum(axis=1)
    fixed, random = fixed_effect(*sets), restricted_likelihood(*sets)
    two = number == 2
    assert two.any()
    np.testing.assert_array_equal(pooled.estimate[two], fixed.estimate[two])
    np.testing.assert_array_equal(pooled.estimate[~two], random.estimate[~two])
    assert np.isinf(pooled.freedom[two]).all()
    np.testing.assert_array_equal(pooled.freedom[~two], number[~two] - 1)


def test_what_is_not_testable_has_no_weight_and_is_no_zero():
    changes = np.array([[1.0, np.nan, 0.4], [1.0, 0.4, np.nan], [np.nan, 0.5, np.nan],
                        [np.nan, np.nan, np.nan]])  # fmt: skip
    errors = np.where(np.isnan(changes), np.nan, 0.2)
    pooled = combine(changes, errors)
    # The mean of two of equal errors, with an error of 0.2 / sqrt 2.
    assert pooled.estimate[:3] == pytest.approx([0.7, 0.7, 0.5])
    assert pooled.error[:3] == pytest.approx([0.2 / 2**0.5, 0.2 / 2**0.5, 0.2])
    assert np.isnan(pooled.estimate[3])
    assert np.isnan(find_heterogeneity(changes, errors).q[2:]).all()


def test_tau2_is_never_negative_and_studies_in_another_order_give_the_same(sets):
    changes, errors = sets
    order = np.argsort(np.random.default_rng(1).random(changes.shape[1]))
    for method in (dersimonian_laird, restricted_likelihood):
        pooled, turned = method(changes, errors), method(changes[:, order], errors[:, order])
        assert (pooled.tau2 >= 0).all()
        np.testing.assert_allclose(turned.tau2, pooled.tau2, atol=1e-9)
        negated = method(-changes, errors)
        np.testing.assert_allclose(negated.estimate, -pooled.estimate, atol=1e-9)


@pytest.mark.parametrize(
    ("between", "least", "most"), [(0.0, 0.0, 0.02), (0.4, 0.04, 0.06), (1.0, 0.04, 0.06)]
)
def test_of_five_studies_without_a_change_few_p_values_are_small(between, least, most):
    """With studies that differ in truth 5 %; fewer where they do not, by the ad hoc rule."""
    random = np.random.default_rng(8)
    errors = np.exp(random.uniform(np.log(0.1), np.log(0.5), (8000, 5)))
    changes = random.normal(0, np.sqrt(errors**2 + between**2))
    assert least <= (combine(changes, errors).pvalue < 0.05).mean() <= most


def test_the_prediction_interval_holds_the_change_of_nine_in_ten_further_studies():
    """Not of 95 %: tau2 of few studies is itself uncertain, as is known of this interval."""
    random = np.random.default_rng(9)
    errors = np.exp(random.uniform(np.log(0.1), np.log(0.3), (4000, 6)))
    changes = 0.5 + random.normal(0, np.sqrt(errors**2 + 0.4**2))
    low, high = combine(changes, errors).prediction
    further = 0.5 + random.normal(0, 0.4, 4000)
    assert ((low < further) & (further < high)).mean() == pytest.approx(0.92, abs=0.03)


def test_all_mirnas_of_eight_studies_take_seconds():
    random = np.random.default_rng(3)
    errors = np.exp(random.uniform(-2.5, 0, (2600, 8)))
    changes = random.normal(0, 0.5, (2600, 8))
    changes[random.random(changes.shape) < 0.3] = np.nan
    start = time.process_time()
    combine(changes, errors)
    assert time.process_time() - start < 5
