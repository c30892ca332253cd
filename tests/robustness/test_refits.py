"""A question asked again: with other samples and covariates."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from builders import designs
from builders.designs import compare, question
from builders.fits import DEMO_FORMULA, answer, demo_cohort, fit_demo
from builders.settings import make_setting
from mirtrd.cohort.size_factors import Scaling, size_factors
from mirtrd.core.job import UserError
from mirtrd.design.contrasts import Criteria, Question
from mirtrd.robustness.refits import Setting, with_column, without_columns, without_samples


def test_a_covariate_is_left_out_of_both_designs_of_a_likelihood_ratio_test():
    setting, _ = make_setting(12, "~ condition")
    asked = question("~ batch + age + condition", compare(reduced="~ batch + age"))
    changed = without_columns(replace(setting, question=asked), ["age"]).question
    assert (changed.design.formula, changed.contrast.reduced) == (
        "~ 1 + batch + condition",
        "~ 1 + batch",
    )


def test_a_column_is_added_to_both_designs_of_a_likelihood_ratio_test():
    setting, _ = make_setting(12, "~ condition")
    asked = question("~ batch + condition", compare(reduced="~ batch"))
    changed = with_column(replace(setting, question=asked), "age").question
    assert changed.design.formula == "~ batch + condition + age"
    assert changed.contrast.reduced == "~ batch + age"
    assert with_column(setting, "age").question.contrast == setting.question.contrast


def test_a_refit_without_a_sample_is_that_of_a_cohort_without_it():
    """With size factors, count filter and all that follows."""
    setting, _ = make_setting(12, "~ batch + age + condition")
    counts = setting.counts.copy()
    counts.loc["m60"] = 0
    # Five samples: too few for groups of six, enough for the five that are left of one.
    counts.loc["m60", ["s0", "s2", "s5", "s7", "s8"]] = 12
    setting = replace(setting, counts=counts, min_count=10)
    found = setting.refit(without_samples(setting.model, ["s3"]))
    fewer = counts.drop(columns="s3")
    alone = replace(
        setting,
        sheet=setting.sheet.drop(index="s3"),
        counts=fewer,
        scaling=Scaling(factors=size_factors(fewer)[0], words="ratio"),
    ).refit()
    np.testing.assert_allclose(found.change, alone.change, atol=1e-6)
    np.testing.assert_allclose(found.padj, alone.padj, rtol=1e-5)
    assert np.isnan(setting.refit().change[60])
    assert not np.isnan(found.change[60])


def test_size_factors_by_spike_ins_do_not_hang_on_other_samples():
    setting, _ = make_setting(12, "~ condition")
    scaling = replace(setting.scaling, factors=setting.scaling.factors * 3, method="spike_ins")
    fewer = setting.counts.drop(columns="s3")
    assert scaling.of(fewer).equals(scaling.factors.drop("s3"))
    assert not replace(scaling, method="ratio").of(fewer).equals(scaling.factors.drop("s3"))


@pytest.mark.parametrize("distribution", ["quasi", "normal"])
def test_a_refit_is_the_same_test_as_the_fit(distribution):
    """Exactly so of F-tests, whose fit is by the same functions."""
    counts, sheet = demo_cohort()
    design = designs.design(DEMO_FORMULA)
    model = fit_demo(counts, sheet, distribution=distribution)
    table = answer(model, sheet, DEMO_FORMULA, distribution=distribution).table
    criteria = Criteria(alpha=0.05, distribution=distribution)
    factors, words = size_factors(counts)
    setting = Setting(
        counts=counts,
        scaling=Scaling(factors=factors, words=words),
        min_count=10,
        sheet=sheet,
        question=Question(contrast=designs.TRD, design=design, criteria=criteria),
        mirnas=table.index,
    )
    found = setting.refit()
    assert list(found.called(0.05)) == list(table["padj"] < 0.05)
    if distribution == "quasi":
        np.testing.assert_array_equal(found.pvalue, table["pvalue"])
        np.testing.assert_array_equal(found.change, table["log2FoldChange"])
        np.testing.assert_array_equal(found.error, table["lfcSE"])


def test_a_model_that_cannot_spare_a_sample_says_so():
    setting, _ = make_setting(6, "~ condition")
    labels = pd.Series(["TRD", *["control"] * 5], index=setting.sheet.index)
    matrix = setting.model.matrix.assign(**{"condition[T.TRD]": (labels == "TRD").astype(float)})
    model = replace(setting.model, matrix=matrix)
    assert without_samples(model, ["s1"]).matrix.shape == (5, 2)
    with pytest.raises(UserError, match="too few samples are left"):
        without_samples(model, ["s0"])


def test_a_reduced_matrix_loses_the_same_samples():
    setting, _ = make_setting(12, "~ batch + condition")
    asked = question("~ batch + condition", compare(reduced="~ batch"))
    model = without_samples(replace(setting, question=asked).model, ["s0", "s5"])
    assert list(model.reduced.index) == list(model.matrix.index)
    assert model.reduced.shape == (10, 3)


def test_samples_of_other_groups_give_no_p_value_to_a_mirna_without_reads_in_the_two():
    setting, _ = make_setting(12, "~ condition")
    sheet = setting.sheet.copy()
    sheet.loc[["s8", "s9", "s10", "s11"], "condition"] = "responder"
    counts = setting.counts.copy()
    counts.iloc[5, :8] = 0
    found = replace(setting, sheet=sheet, counts=counts).refit()
    assert list(np.flatnonzero(np.isnan(found.pvalue))) == [5]
