"""The model of a design: what does not depend on the contrast."""

import numpy as np

from builders.designs import TRD, compare
from builders.fits import (
    answer,
    demo_cohort,
    fit,
    fit_demo,
    oracle_cohort,
    oracle_model,
)
from mirtrd.statistics.outliers import cooks_limit


def test_the_basis_does_not_matter_to_the_fit():
    counts, sheet = demo_cohort()
    one, other = (
        fit_demo(counts, sheet, contrast) for contrast in (TRD, compare("control", "TRD"))
    )
    numbers = ["baseMean", "dispersion_genewise", "dispersion_trend", "dispersion", "df"]
    np.testing.assert_allclose(one.mirnas[numbers], other.mirnas[numbers], rtol=1e-3)
    assert one.outliers.index.equals(other.outliers.index)


def test_outliers_are_listed_with_what_replaced_them():
    model = oracle_model("two", "~ condition")
    found = model.outliers.reset_index().set_index(["mirna", "sample"])
    assert (found["cooks"] > cooks_limit(*model.matrix.shape)).all()
    counts, _ = oracle_cohort("two")
    for place in (("mir-100", "G03"), ("mir-101", "G25")):  # planted by make_oracles.R
        assert found.loc[place, "count"] == counts.loc[place]
        assert found.loc[place, "replacement"] < counts.loc[place] / 5
        assert model.mirnas.loc[place[0], ["replaced", "refitted"]].to_list() == ["yes", "yes"]
        assert model.mirnas.loc[place[0], "untestable"] == "no"
    used = model.fitted_counts().T
    assert (used != counts.to_numpy()).sum() == found["replacement"].notna().sum()


def test_degrees_of_freedom_are_those_of_residuals_and_prior():
    # 18 residual ones; a prior of the variance 0.25 or more adds at most 8.9, as
    # trigamma(4.46) = 0.25.
    assert oracle_model("two", "~ condition").mirnas["df"].between(18, 18 + 8.93).all()


def test_outliers_in_groups_that_are_too_small_to_replace_leave_no_p_value():
    counts, sheet = oracle_cohort("two")
    few = [*sheet.index[sheet["condition"] == "control"][:5],
           *sheet.index[sheet["condition"] == "TRD"][:5]]  # fmt: skip
    counts = counts[few].copy()
    counts.iloc[50, 2] = 100 * counts.iloc[50].max()
    model = fit(counts, sheet.loc[few], "~ condition")
    mirna = counts.index[50]
    assert model.mirnas.loc[mirna, ["replaced", "untestable"]].to_list() == ["no", "yes"]
    found = answer(model, sheet.loc[few], "~ condition")
    assert np.isnan(found.table.loc[mirna, "pvalue"])
    words = f"{mirna} is not testable: {few[2]} is an outlier (Cook's distance)"
    assert words in found.notes
