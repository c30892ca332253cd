"""Where PyDESeq2 is made to do as R's DESeq2."""

import numpy as np
import pandas as pd
import pytest
from pydeseq2.default_inference import DefaultInference
from scipy.special import polygamma
from scipy.stats import chi2, nbinom

from builders.cohorts import make_designs, simulate
from mirtrd.statistics.deseq import (
    Inference,
    degrees_of_freedom,
    fit_deseq,
    likelihood_ratio,
    with_size_factors,
)
from mirtrd.statistics.effects import LEAST_MEAN


@pytest.fixture(scope="module")
def data():
    counts, group, _ = simulate(60, 12)
    data = with_size_factors(
        counts, pd.Series(1.0, counts.columns), make_designs(12, group)["groups"]
    )
    assert fit_deseq(data) == "parametric"
    return data


def test_size_factors_are_those_given():
    counts = pd.DataFrame({"a": [10, 20], "b": [30, 60]}, index=["x", "y"])
    design = pd.DataFrame({"Intercept": 1.0}, index=["a", "b"])
    data = with_size_factors(counts, pd.Series({"b": 3.0, "a": 1.0}), design)
    assert data.layers["normed_counts"].tolist() == [[10, 20], [10, 20]]


def test_where_the_trend_fails_it_is_the_mean():
    # Dispersions that rise with the mean.
    random = np.random.default_rng(1)
    means = np.geomspace(20, 20_000, 60)
    size = 1 / (0.02 + means / 20_000)
    draws = random.negative_binomial(size[:, None], (size / (size + means))[:, None], (60, 20))
    counts = pd.DataFrame(draws, [f"m{i}" for i in range(60)], [f"s{i}" for i in range(20)])
    design = pd.DataFrame({"Intercept": 1.0}, index=counts.columns)
    data = with_size_factors(counts, pd.Series(1.0, counts.columns), design)
    assert fit_deseq(data).startswith("mean (")
    assert data.var["fitted_dispersions"].nunique() == 1


def test_means_of_a_wald_test_are_clipped():
    parts = {
        "design_matrix": np.ones((6, 1)),
        "disp": 0.1,
        "lfc": np.array([-9.0]),
        "ridge_factor": np.zeros((1, 1)),
        "contrast": np.ones(1),
        "lfc_null": np.array([0.0]),
        "alt_hypothesis": None,
    }
    parts |= {"disp": np.array([0.1]), "lfc": np.array([[-9.0]])}
    _, _, error = Inference(n_cpus=1).wald_test(mu=np.full((6, 1), 1e-4), **parts)
    # Six samples with the least mean: X'WX is 6 mu / (1 + 0.1 mu).
    assert error == pytest.approx(np.sqrt((1 + 0.1 * LEAST_MEAN) / (6 * LEAST_MEAN)))


def test_where_the_optimiser_gives_up_the_same_objective_is_searched(monkeypatch):
    counts, group, _ = simulate(30, 12)
    design = make_designs(12, group)["groups"].to_numpy()
    means = np.repeat(counts.to_numpy().mean(axis=1)[None], 12, axis=0)
    given = {
        "counts": counts.to_numpy().T,
        "design_matrix": design,
        "mu": means,
        "alpha_hat": np.full(30, 0.2),
        "min_disp": 1e-8,
        "max_disp": 12.0,
        "prior_disp_var": 1.0,
        "cr_reg": True,
        "prior_reg": True,
    }
    expected, converged = Inference(n_cpus=1).alpha_mle(**given)
    assert converged.all()
    fails = (np.full(30, 9.9), np.zeros(30, dtype=bool))
    monkeypatch.setattr(DefaultInference, "alpha_mle", lambda self, **given: fails)
    found, _ = Inference(n_cpus=1).alpha_mle(**given)
    np.testing.assert_allclose(found, expected, rtol=1e-3)


def test_the_likelihood_ratio_of_two_groups_by_the_density(data):
    reduced = data.obsm["design_matrix"][["Intercept"]]
    statistics, pvalues, freedom = likelihood_ratio(data, data.X, reduced)
    assert freedom == 1
    name = data.var_names[0]
    counts, size = data.X[:, 0], 1 / data.var.loc[name, "dispersions"]
    group = data.obsm["design_matrix"]["group"].to_numpy()

    def height(means):
        return nbinom.logpmf(counts, size, size / (size + means)).sum()

    # With equal size factors, the fitted means are those of the groups, and of all samples.
    means = np.where(group == 1, counts[group == 1].mean(), counts[group == 0].mean())
    gain = 2 * (height(means) - height(np.full(12, counts.mean())))
    assert statistics[name] == pytest.approx(gain, rel=1e-3)
    assert pvalues[name] == pytest.approx(chi2.sf(gain, 1), rel=1e-2)


def test_degrees_of_freedom_are_those_left_and_those_of_the_prior(data):
    freedom = degrees_of_freedom(data)
    added = np.unique(freedom - (12 - 2))
    assert len(added) <= 2
    # Half of them is what trigamma takes to the variance of the prior.
    assert polygamma(1, added.max() / 2) == pytest.approx(float(data.uns["prior_disp_var"]))
