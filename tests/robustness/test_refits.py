"""Fast refits, other normalisers and the second model against PyDESeq2, edgeR and limma."""

import numpy as np
import pandas as pd
import pytest
from mirtrd.expression.fit_expression import fit
from pydeseq2.dds import DeseqDataSet
from pydeseq2.default_inference import DefaultInference
from pydeseq2.ds import DeseqStats
from pydeseq2.utils import lowess as lowess_of_pydeseq2
from scipy.stats import nbinom

from builders.cohorts import simulate
from builders.paths import DEMO, ORACLES
from mirtrd.statistics import negbin, normalisers
from mirtrd.statistics.moderated import (
    fit_prior,
    inverse_trigamma,
    log_cpm,
    moderated_test,
    natural_spline,
)


def designs(samples: int, group: np.ndarray) -> dict[str, pd.DataFrame]:
    index = [f"s{i}" for i in range(samples)]
    age = np.random.default_rng(1).normal(0, 1, samples)
    base = pd.DataFrame({"Intercept": 1.0, "group": group.astype(float)}, index=index)
    patients = pd.get_dummies(pd.Series(np.arange(samples) // 2, index), drop_first=True)
    patients = patients.astype(float).add_prefix("p")
    return {
        "groups": base,
        "covariate": base.assign(age=age, batch=(np.arange(samples) % 3 == 0).astype(float)),
        "pairs": base[["Intercept"]].join(patients).join(base[["group"]]),
    }


def fit_by_pydeseq2(counts: pd.DataFrame, matrix: pd.DataFrame):
    data = DeseqDataSet(
        counts=counts.T,
        metadata=pd.DataFrame(index=counts.columns),
        design=matrix,
        inference=DefaultInference(n_cpus=1),
        quiet=True,
    )
    data.deseq2()
    contrast = (matrix.columns == "group").astype(float)
    test = DeseqStats(data, contrast, inference=DefaultInference(n_cpus=1), quiet=True)
    test.summary()
    converged = data.var["_MAP_converged"].fillna(True).astype(bool)
    return data.obs["size_factors"].to_numpy(), test.results_df, converged


@pytest.mark.parametrize(
    ("design", "samples", "outliers"),
    [("groups", 10, 3), ("groups", 40, 4), ("covariate", 20, 3), ("pairs", 16, 0)],
)
def test_refits_equal_pydeseq2(design, samples, outliers):
    counts, group, _ = simulate(200, samples, design == "pairs", outliers)
    matrix = designs(samples, group)[design]
    factors, expected, converged = fit_by_pydeseq2(counts, matrix)
    column = matrix.columns.get_loc("group")
    found = negbin.refit(counts.to_numpy(), factors, matrix.to_numpy(), column, alpha=0.05)
    assert (expected["padj"] < 0.05).sum() > 15
    assert list(found.called(0.05)) == list(expected["padj"] < 0.05)
    changes = np.abs(found.change - expected["log2FoldChange"])
    assert changes.max() < 0.02
    assert changes.quantile(0.95) < 1e-3
    # Where its optimiser does not converge, PyDESeq2 takes a dispersion that no prior has shrunken.
    assert (~converged).sum() <= 2
    errors = np.abs(found.error / expected["lfcSE"] - 1)
    assert errors[converged].max() < 0.03
    assert errors.quantile(0.95) < 0.002
    distance = np.abs(np.log10(found.pvalue / expected["pvalue"]))
    assert distance.quantile(0.95) < 0.01
    assert list(np.isnan(found.padj)) == list(expected["padj"].isna())
    # Outliers are replaced in groups of 7 and more, and untestable in those of 3 to 6.
    assert list(np.isnan(found.pvalue)) == list(expected["pvalue"].isna())
    assert np.isnan(found.pvalue).any() == (samples == 10)


def test_refits_equal_r_on_the_demo():
    counts = pd.read_csv(DEMO / "truth/mature.counts.tsv", sep="\t", index_col=0)
    sheet = pd.read_csv(DEMO / "config/samples.tsv", sep="\t", index_col=0)
    expected = pd.read_csv(ORACLES / "expression.tsv", sep="\t", index_col=0)
    factors = pd.read_csv(ORACLES / "size_factors.tsv", sep="\t", index_col=0)["ratio"]
    sheet = sheet.loc[factors.index]
    matrix = np.column_stack(
        [
            np.ones(len(sheet)),
            sheet["batch"] == "B",
            sheet["sex"] == "M",
            sheet["condition"] == "TRD",
        ]
    ).astype(float)
    kept = counts.loc[expected.index, factors.index]
    found = negbin.refit(kept.to_numpy(), factors.to_numpy(), matrix, 3, alpha=0.05)
    np.testing.assert_allclose(found.change, expected["log2FoldChange"], atol=1e-3)
    np.testing.assert_allclose(found.error, expected["lfcSE"], rtol=2e-3)
    assert list(found.called(0.05)) == list(expected["padj"] < 0.05)
    assert list(np.isnan(found.pvalue)) == list(expected["pvalue"].isna())


def test_the_dispersion_maximises_the_likelihood():
    # Of two groups with fixed means, the profile by scipy's density and numpy's determinant.
    counts, group, _ = simulate(30, 24)
    counts, factors = counts.to_numpy(dtype=float), np.ones(24)
    design = np.column_stack([np.ones(24), group]).astype(float)
    model = negbin.Model(design, factors)
    means = np.repeat(counts.mean(axis=1, keepdims=True), 24, axis=1)
    found = negbin.maximise_dispersion(counts, means, model)
    grid = np.exp(np.linspace(np.log(1e-3), np.log(10), 4000))
    for row in range(0, 30, 7):
        values = []
        for dispersion in grid:
            size = 1 / dispersion
            density = nbinom.logpmf(counts[row], size, size / (size + means[row])).sum()
            weights = means[row] / (1 + means[row] * dispersion)
            information = design.T @ (weights[:, None] * design)
            values.append(density - np.linalg.slogdet(information)[1] / 2)
        assert found[row] == pytest.approx(grid[int(np.argmax(values))], rel=0.005)


@pytest.mark.parametrize("design", ["groups", "covariate", "pairs"])
def test_the_determinant_of_parts_is_that_of_the_whole(design):
    _, group, _ = simulate(30, 16)
    matrix = designs(16, group)[design].to_numpy()
    model = negbin.Model(matrix, np.ones(16))
    random = np.random.default_rng(3)
    weights, changes = random.uniform(0.5, 9, (5, 16)), random.normal(0, 1, (5, 16))

    def whole(w):
        return np.array([np.linalg.slogdet(matrix.T @ (row[:, None] * matrix))[1] / 2 for row in w])

    ours = model.adjustment(weights) - whole(weights)
    np.testing.assert_allclose(ours, ours[0], atol=1e-9)  # equal up to a constant
    step = 1e-6
    slope = (whole(weights + step * changes) - whole(weights - step * changes)) / (2 * step)
    np.testing.assert_allclose(model.adjustment_slope(weights, changes), slope, rtol=1e-5)


def test_a_threshold_and_a_reduced_design_give_larger_and_similar_p_values():
    counts, group, _ = simulate(100, 40)
    design = designs(40, group)["groups"].to_numpy()
    inputs = (counts.to_numpy(), np.ones(40), design, 1, 0.05)
    plain = negbin.refit(*inputs)
    beyond = negbin.refit(*inputs, threshold=0.5)
    ratio = negbin.refit(*inputs, reduced=design[:, :1])
    assert (beyond.pvalue >= plain.pvalue).all()
    # By hand: a change of 0.5 + 1.96 standard errors has a p-value of 0.05.
    expected = 2 * (1 - 0.975) * (np.abs(beyond.change) > 0)
    z = (np.abs(beyond.change) - 0.5) / beyond.error
    near = np.argmin(np.abs(z - 1.959964))
    assert beyond.pvalue[near] == pytest.approx(
        expected[near], abs=0.1 * abs(z[near] - 1.96) + 0.01
    )
    # Asymptotically the likelihood ratio is the square of Wald's statistic.
    assert np.corrcoef(np.log(ratio.pvalue), np.log(plain.pvalue))[0, 1] > 0.99


@pytest.mark.parametrize(("samples", "outliers"), [(8, 0), (20, 3)])
def test_a_t_distribution_gives_the_p_values_of_the_main_fit(samples, outliers):
    counts, group, _ = simulate(150, samples, outliers=outliers)
    matrix = designs(samples, group)["groups"]
    factors = pd.Series(normalisers.median_of_ratios(counts.to_numpy()), counts.columns)
    expected = fit(counts, factors, matrix, "group", 0.05, distribution="t").table["pvalue"]
    found = negbin.refit(
        counts.to_numpy(), factors.to_numpy(), matrix.to_numpy(), 1, 0.05, distribution="t"
    )
    distance = np.abs(np.log10(found.pvalue / expected))
    assert distance.quantile(0.95) < 0.01
    assert distance.max() < 0.05


def test_no_reads_in_the_compared_samples_give_no_p_value():
    counts, group, _ = simulate(60, 12)
    third = np.arange(12) >= 8
    counts.iloc[5, :8] = 0
    design = np.column_stack([np.ones(12), (group == 1) & ~third, third]).astype(float)
    found = negbin.refit(counts.to_numpy(), np.ones(12), design, 1, 0.05, compared=~third)
    assert list(np.flatnonzero(np.isnan(found.pvalue))) == [5]


def test_benjamini_hochberg_by_hand():
    # 0.01 * 4, 0.02 * 4 / 2, 0.03 * 4 / 3, 0.6.
    pvalue = np.array([0.6, 0.02, np.nan, 0.01, 0.03])
    np.testing.assert_allclose(negbin.adjust(pvalue), [0.6, 0.04, np.nan, 0.04, 0.04])
    assert negbin.adjust(np.array([np.nan])).tolist() != [0]


def test_lowess_equals_that_of_pydeseq2():
    x = np.linspace(0, 0.95, 50)
    y = np.round(40 * np.exp(-(x**2)) + np.random.default_rng(2).normal(0, 2, 50))
    np.testing.assert_allclose(negbin.lowess(x, y, 0.2), lowess_of_pydeseq2(x, y, frac=0.2))


# Normalisers


@pytest.fixture(scope="module")
def demo():
    counts = pd.read_csv(DEMO / "truth/mature.counts.tsv", sep="\t", index_col=0)
    counts = counts.drop(columns="TRD07")
    return counts[(counts >= 10).sum(axis=1) >= 8].to_numpy(dtype=float)


def test_tmm_and_upper_quartile_equal_edger(demo):
    expected = pd.read_csv(ORACLES / "normalisers.tsv", sep="\t", index_col=0)
    np.testing.assert_allclose(normalisers.trimmed_mean_of_m(demo), expected["tmm"], rtol=1e-9)
    found = normalisers.upper_quartile(demo)
    np.testing.assert_allclose(found, expected["upper_quartile"], rtol=1e-9)


def test_ratios_equal_deseq2():
    counts = pd.read_csv(DEMO / "truth/mature.counts.tsv", sep="\t", index_col=0)
    counts = counts.drop(columns="TRD07")
    counts = counts[counts.any(axis=1)].to_numpy(dtype=float)
    expected = pd.read_csv(ORACLES / "size_factors.tsv", sep="\t", index_col=0)
    ratio = expected["ratio"] / np.exp(np.log(expected["ratio"]).mean())
    np.testing.assert_allclose(normalisers.median_of_ratios(counts), ratio, rtol=1e-9)
    np.testing.assert_allclose(normalisers.positive_counts(counts), expected["poscounts"])


@pytest.mark.parametrize("name", normalisers.NORMALISERS)
def test_each_normaliser_finds_the_depth_of_libraries(name):
    # Libraries that differ in nothing but their depth, up to counting noise.
    depth = np.array([0.5, 1, 1, 2, 4])
    means = np.exp(np.random.default_rng(4).normal(6, 1, 300))
    counts = np.random.default_rng(5).poisson(means[:, None] * depth).astype(float)
    found = normalisers.NORMALISERS[name](counts)
    np.testing.assert_allclose(found, depth / np.exp(np.log(depth).mean()), rtol=0.03)


def test_the_top_mirnas_do_not_count():
    counts = np.array([[900.0, 9], [800, 8], [700, 7], [10, 20], [10, 20]])
    np.testing.assert_allclose(normalisers.total_without_top(counts), [0.5**0.5, 2**0.5])
    assert np.isnan(normalisers.total_without_top(counts[:3])).all()


def test_what_cannot_be_scaled_is_missing():
    counts = np.array([[5.0, 0], [0, 7]])
    assert np.isnan(normalisers.median_of_ratios(counts)).all()
    assert np.isnan(normalisers.upper_quartile(np.array([[0.0, 1]] * 5))).all()


# The second model


def test_moderated_tests_equal_limma_trend(demo):
    expected = pd.read_csv(ORACLES / "limma_trend.tsv", sep="\t", index_col=0)
    sheet = pd.read_csv(DEMO / "config/samples.tsv", sep="\t", index_col=0).drop("TRD07")
    design = np.column_stack(
        [
            np.ones(len(sheet)),
            sheet["batch"] == "B",
            sheet["sex"] == "M",
            sheet["condition"] == "TRD",
        ]
    ).astype(float)
    factors = normalisers.trimmed_mean_of_m(demo)
    sizes = factors * np.exp(np.log(demo.sum(axis=0)).mean())
    change, pvalue = moderated_test(log_cpm(demo, sizes), design, 3)
    np.testing.assert_allclose(change, expected["logFC"], atol=1e-10)
    np.testing.assert_allclose(pvalue, expected["pvalue"], rtol=1e-8)


def test_prior_of_simulated_variances():
    # Variances around 2 that scatter like chi-squared with 10 and a prior of 6 degrees of freedom.
    random = np.random.default_rng(7)
    true = 2 * 6 / random.chisquare(6, 20_000)
    variances = true * random.chisquare(10, 20_000) / 10
    scale, strength = fit_prior(variances, 10, random.uniform(0, 10, 20_000))
    assert strength == pytest.approx(6, rel=0.1)
    assert scale == pytest.approx(2, rel=0.1)
    same = random.chisquare(10, 500) / 10 * 0 + 1
    assert fit_prior(same, 10, random.uniform(0, 10, 500))[1] == np.inf


def test_trigamma_of_one_is_pi_squared_over_six():
    assert inverse_trigamma(np.pi**2 / 6) == pytest.approx(1)
    assert inverse_trigamma(np.pi**2 / 2) == pytest.approx(0.5)


def test_natural_splines_are_straight_beyond_their_knots():
    x = np.concatenate([np.linspace(0, 1, 40), [5.0, 6.0, 7.0, 8.0]])
    basis = natural_spline(x)
    assert basis.shape == (44, 4)
    assert np.linalg.matrix_rank(basis) == 4
    assert natural_spline(np.ones(50)).shape == (50, 1)
    assert natural_spline(np.arange(4.0)).shape == (4, 2)
