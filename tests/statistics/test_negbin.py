"""Fast refits against PyDESeq2 and R."""

import numpy as np
import pandas as pd
import pytest
from pydeseq2.dds import DeseqDataSet
from pydeseq2.default_inference import DefaultInference
from pydeseq2.ds import DeseqStats

from builders.cohorts import make_designs, simulate
from builders.fits import demo_cohort, read_oracle
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.negbin import Hypothesis, fit_negbin, refit


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
    matrix = make_designs(samples, group)[design]
    factors, expected, converged = fit_by_pydeseq2(counts, matrix)
    column = matrix.columns.get_loc("group")
    found = refit(
        counts.to_numpy(),
        factors,
        matrix.to_numpy(),
        Hypothesis(coefficient=column, alpha=0.05, distribution="normal"),
    )
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
    counts, sheet = demo_cohort()
    expected = read_oracle("expression.tsv")
    factors = read_oracle("size_factors.tsv")["ratio"]
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
    found = refit(
        kept.to_numpy(),
        factors.to_numpy(),
        matrix,
        Hypothesis(coefficient=3, alpha=0.05, distribution="normal"),
    )
    np.testing.assert_allclose(found.change, expected["log2FoldChange"], atol=1e-3)
    np.testing.assert_allclose(found.error, expected["lfcSE"], rtol=2e-3)
    assert list(found.called(0.05)) == list(expected["padj"] < 0.05)
    assert list(np.isnan(found.pvalue)) == list(expected["pvalue"].isna())


def test_a_threshold_and_a_reduced_design_give_larger_and_similar_p_values():
    counts, group, _ = simulate(100, 40)
    design = make_designs(40, group)["groups"].to_numpy()
    inputs = (counts.to_numpy(), np.ones(40), design)
    plain, beyond, ratio = (
        refit(*inputs, Hypothesis(coefficient=1, alpha=0.05, distribution="normal", **further))
        for further in ({}, {"threshold": 0.5}, {"reduced": design[:, :1]})
    )
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


def test_no_reads_in_the_compared_samples_give_no_p_value():
    counts, group, _ = simulate(60, 12)
    third = np.arange(12) >= 8
    counts.iloc[5, :8] = 0
    design = np.column_stack([np.ones(12), (group == 1) & ~third, third]).astype(float)
    found = refit(
        counts.to_numpy(),
        np.ones(12),
        design,
        Hypothesis(coefficient=1, alpha=0.05, compared=~third),
    )
    assert list(np.flatnonzero(np.isnan(found.pvalue))) == [5]


@pytest.mark.parametrize("distribution", ["quasi", "normal"])
def test_swapping_the_groups_negates_changes_and_keeps_p_values(distribution):
    counts, group, _ = simulate(80, 12, outliers=2)
    hypothesis = Hypothesis(coefficient=1, alpha=0.05, distribution=distribution)
    one, other = (
        refit(counts.to_numpy(), np.ones(12), np.column_stack([np.ones(12), labels]), hypothesis)
        for labels in (group, 1 - group)
    )
    np.testing.assert_allclose(other.change, -one.change, atol=1e-5)
    np.testing.assert_allclose(other.pvalue, one.pvalue, rtol=1e-4)


@pytest.mark.parametrize("guess", ["of other labels", "wrong", "unknown"])
def test_a_guess_of_the_dispersions_changes_no_more_than_last_digits(guess):
    counts, group, _ = simulate(150, 24, outliers=3)
    values, sizes = counts.to_numpy(), counts.sum().to_numpy()
    factors = sizes / np.exp(np.log(sizes).mean())
    design = make_designs(24, group)["covariate"].to_numpy()
    shuffled = make_designs(24, np.random.default_rng(1).permutation(group))["covariate"]
    guesses = {
        "of other labels": fit_negbin(values, ModelMatrix(shuffled.to_numpy(), factors)).genewise,
        "wrong": np.geomspace(1e-6, 10, 150),
        "unknown": np.full(150, np.nan),
    }
    hypothesis = Hypothesis(coefficient=1, alpha=0.05)
    alone = refit(values, factors, design, hypothesis)
    near = refit(values, factors, design, hypothesis, guesses[guess])
    assert (np.isnan(alone.pvalue) == np.isnan(near.pvalue)).all()
    for name in ("change", "error", "pvalue", "padj"):
        assert getattr(near, name) == pytest.approx(getattr(alone, name), rel=1e-5, nan_ok=True)
