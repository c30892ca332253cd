"""A question asked again: with other samples and covariates."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from builders.designs import compare, question
from builders.settings import make_setting
from mirtrd.core.job import UserError
from mirtrd.robustness.refits import without_columns, without_samples


def test_a_covariate_is_left_out_of_both_designs_of_a_likelihood_ratio_test():
    setting, _ = make_setting(12, "~ condition")
    asked = question("~ batch + age + condition", compare(reduced="~ batch + age"))
    changed = without_columns(replace(setting, question=asked), ["age"]).question
    assert (changed.design.formula, changed.contrast.reduced) == (
        "~ 1 + batch + condition",
        "~ 1 + batch",
    )


def test_a_model_without_a_sample_is_that_of_a_cohort_without_it():
    setting, _ = make_setting(12, "~ batch + age + condition")
    found = setting.refit(without_samples(setting.model, ["s3"]))
    alone = replace(setting, sheet=setting.sheet.drop(index="s3")).refit()
    np.testing.assert_allclose(found.change, alone.change, atol=1e-6)
    np.testing.assert_allclose(found.padj, alone.padj, rtol=1e-5)


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
