"""Batches and patients among the columns of a design."""

import pytest

from builders.designs import TRD, combine, design, table
from mirtrd.design.covariates import (
    covariates,
    group_covariates,
    optional_covariates,
    patient_column,
)

SHEET = table(
    condition="control TRD " * 6,
    patient="a a b b c c d d e e f f",
    batch="1 1 1 1 1 1 2 2 2 2 2 2",
    age="30 37 44 51 58 65 31 38 45 52 59 66",
)


def test_what_a_contrast_is_about_is_no_covariate():
    interacting = design("~ batch + sex + condition + sex:condition")
    assert covariates(interacting, TRD) == ["batch", "sex"]
    assert covariates(interacting, combine(**{"sex[T.M]:condition[T.TRD]": 1})) == ["batch"]


def test_patients_are_no_optional_covariate():
    paired = design("~ patient + age + condition")
    assert group_covariates(SHEET, paired, TRD) == ["patient"]
    assert optional_covariates(SHEET, paired, TRD) == ["age"]


def test_numbers_are_groups_if_the_formula_says_so():
    batches = design("~ C(batch) + scale(age) + condition")
    assert group_covariates(SHEET, batches, TRD) == ["batch"]
    assert optional_covariates(SHEET, batches, TRD) == ["age", "batch"]


@pytest.mark.parametrize(
    ("formula", "column"),
    [
        ("~ patient + condition", "patient"),
        ("~ C(batch) + condition", ""),
        ("~ age + condition", ""),
        ("~ condition", ""),
    ],
)
def test_patients_are_told_by_their_few_samples(formula, column):
    assert patient_column(SHEET, formula, "condition") == column
