"""Normalisation and tests against R's DESeq2 (tests/oracles), and on hand-made cases."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import normalise_counts
from fit_expression import add_status, fit
from mirtrd.cohort import passes_filter
from mirtrd.deseq import fit_trend
from mirtrd.designs import model_matrix, smallest_group
from mirtrd.jobs import UserError
from mirtrd.sheets import read_sheet
from normalise_counts import size_factors, stabilise_variance

TESTS = Path(__file__).parent
DEMO = TESTS.parent / ".test"
CONTRAST = {"factor": "condition", "tested": "TRD", "reference": "control"}


def oracle(name: str) -> pd.DataFrame:
    return pd.read_csv(TESTS / "oracles" / name, sep="\t", index_col=0)


@pytest.fixture(scope="module")
def cohort():
    counts = pd.read_csv(DEMO / "truth/mature.counts.tsv", sep="\t", index_col=0)
    counts = counts.drop(columns="TRD07")
    return counts, read_sheet(DEMO / "config/samples.tsv")[0].loc[counts.columns]


def fitted(counts, sheet, contrast):
    design = "~ batch + sex + condition"
    matrix, coefficient = model_matrix(sheet, design, contrast)
    kept = counts[passes_filter(counts, 10, smallest_group(sheet, design, [contrast]))]
    return fit(kept, size_factors(counts)[0], matrix, coefficient, alpha=0.05)


@pytest.fixture(scope="module")
def result(cohort):
    return fitted(*cohort, CONTRAST)


def test_size_factors_equal_those_of_r(cohort, monkeypatch):
    counts, _ = cohort
    factors, method = size_factors(counts)
    assert method == "ratio"
    np.testing.assert_allclose(factors, oracle("size_factors.tsv")["ratio"], rtol=1e-10)
    monkeypatch.setattr(normalise_counts, "MIN_COMPLETE", 10**6)
    factors, method = size_factors(counts)
    assert method.startswith("poscounts (only ")
    assert method.endswith("miRNAs have reads in every sample, median of ratios needs 1000000)")
    monkeypatch.undo()
    assert size_factors(counts, "poscounts")[1] == "poscounts"
    pd.testing.assert_series_equal(size_factors(counts, "poscounts")[0], factors)
    np.testing.assert_allclose(factors, oracle("size_factors.tsv")["poscounts"], rtol=1e-10)


def test_size_factors_scale_with_depth_and_need_reads():
    counts = pd.DataFrame({"a": [10, 20, 40] * 10, "b": [20, 40, 80] * 10})
    factors, _ = size_factors(counts)
    assert factors["b"] / factors["a"] == pytest.approx(2)
    with pytest.raises(UserError, match="sample b has no miRNA reads"):
        size_factors(counts.assign(b=0))


def test_fit_equals_that_of_r(result):
    table, trend, _ = result
    expected = oracle("expression.tsv").loc[table.index]
    assert trend == "parametric"
    for column, tolerance in (("baseMean", 1e-8), ("log2FoldChange", 1e-4), ("lfcSE", 1e-3)):
        np.testing.assert_allclose(table[column], expected[column], rtol=tolerance, atol=1e-4)
    assert set(table.index[table["padj"] < 0.05]) == set(expected.index[expected["padj"] < 0.05])
    pd.testing.assert_series_equal(table["padj"].isna(), expected["padj"].isna())


def test_trend_equals_that_of_r(cohort):
    expected = oracle("trend.tsv")["value"].to_numpy()
    means = np.geomspace(5, 5000, 200)
    noise = np.exp(np.random.default_rng(1).normal(0, 0.3, 200))
    assert fit_trend(means, (0.1 + 2 / means) * noise) == pytest.approx([0.1, 2], rel=0.25)
    assert fit_trend(means, np.full(200, 0.1) + means / 1000) is None  # rises with the mean
    assert (expected > 0).all()


def test_vst_equals_that_of_r_with_the_same_trend(cohort):
    counts, _ = cohort
    factors, _ = size_factors(counts)
    values, trend = stabilise_variance(counts[passes_filter(counts, 10, 8)], factors)
    assert trend == "mean"  # R takes a local fit by itself here, the oracle asks for the mean
    expected = oracle("expression.tsv")["vst_mean"].loc[values.index]
    np.testing.assert_allclose(values["CTL01"], expected, atol=0.02)


def test_swapping_tested_and_reference_negates_the_change(cohort, result):
    swapped = {"factor": "condition", "tested": "control", "reference": "TRD"}
    other, _, _ = fitted(*cohort, swapped)
    table, _, _ = result
    np.testing.assert_allclose(other["log2FoldChange"], -table["log2FoldChange"], atol=1e-5)
    # The shrunken effects of two parametrisations differ as far as their optimiser is exact.
    shrunken = "log2FoldChange_shrunken"
    np.testing.assert_allclose(other[shrunken], -table[shrunken], atol=0.01)
    np.testing.assert_allclose(other["pvalue"], table["pvalue"], rtol=1e-3)


def test_known_changes_have_their_sign_shrunken_or_not(result):
    table, _, _ = result
    truth = pd.read_csv(DEMO / "truth/effects.tsv", sep="\t", index_col=0)["log2FoldChange"]
    changed = truth[truth != 0].index.intersection(table.index)
    assert len(changed) == 26
    for column in ("log2FoldChange", "log2FoldChange_shrunken"):
        assert (np.sign(table.loc[changed, column]) == np.sign(truth[changed])).all()
    assert (table.loc[changed, "padj"] < 0.05).all()


def test_order_of_samples_does_not_matter(cohort, result):
    counts, sheet = cohort
    order = list(np.random.default_rng(2).permutation(counts.columns))
    table, _, _ = fitted(counts[order], sheet.loc[order], CONTRAST)
    np.testing.assert_allclose(table["pvalue"], result[0]["pvalue"], rtol=1e-3)


def test_status_of_every_mirna():
    nan = np.nan
    table = pd.DataFrame(
        {
            "log2FoldChange": [1.0, -1.0, 0.1, 3.0, 0.2],
            "pvalue": [0.001, 0.001, 0.5, nan, 0.5],
            "padj": [0.01, 0.01, 0.5, nan, nan],
        },
        index=["up", "down", "flat", "wild", "faint"],
    )
    reads = pd.Series({"up": 9, "none": 0, "down": 9, "flat": 9, "few": 1, "wild": 9, "faint": 9})
    whole = add_status(table, reads, alpha=0.05)
    assert list(whole.index) == list(reads.index)
    assert whole["status"].to_dict() == {
        "up": "up",
        "down": "down",
        "flat": "not significant",
        "none": "not testable",
        "few": "not testable",
        "wild": "not testable",
        "faint": "not testable",
    }
    assert whole.loc[["none", "few", "wild", "faint"], "reason"].to_list() == [
        "no reads",
        "below count filter",
        "outlier",
        "independent filtering",
    ]


def test_count_filter():
    counts = pd.DataFrame({"a": [10, 9, 50], "b": [10, 10, 0], "c": [0, 10, 0]}, index=list("xyz"))
    assert passes_filter(counts, 10, 2).to_dict() == {"x": True, "y": True, "z": False}
