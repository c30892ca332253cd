"""What a formula may hold, and what it names."""

import pytest

from mirtrd.design.formulas import columns_of, formula_without, is_grouped, is_transformed


@pytest.mark.parametrize(
    ("formula", "columns"),
    [
        ("~ condition", ["condition"]),
        ("~ C(batch) + scale(age) + condition", ["age", "batch", "condition"]),
        ("~ scale(np.log(age)) + center", ["age", "center"]),
        ("~ batch:condition + `time of day`", ["batch", "condition", "time of day"]),
        ("~ 1", []),
    ],
)
def test_the_columns_of_a_formula(formula, columns):
    assert columns_of(formula) == columns


def test_terms_are_left_out_with_their_interactions():
    formula = "~ C(batch) + scale(age) + condition + scale(age):condition"
    assert formula_without(formula, ["age"]) == "~ 1 + C(batch) + condition"
    assert formula_without(formula, ["age", "batch"]) == "~ 1 + condition"


@pytest.mark.parametrize(
    ("formula", "transformed"),
    [
        ("~ age", False),
        ("~ age:condition", False),
        ("~ scale(age)", True),
        ("~ age + log(age)", True),
        ("~ log(age + 1)", True),
        ("~ scale(np.log(`age`))", True),
        # The square of a measurement next to it is that of what stands next to it.
        ("~ age + I(age ** 2)", False),
        ("~ I(age / 10)", True),
        ("~ condition", False),
    ],
)
def test_what_the_formula_brings_to_its_scale_itself(formula, transformed):
    assert is_transformed("age", formula) == transformed


@pytest.mark.parametrize(
    ("formula", "grouped"),
    [
        ("~ C(batch)", True),
        ("~ C( `batch`, contr.sum)", True),
        ("~ response:C(batch)", True),
        ("~ batch + C(abatch)", False),
        ("~ scale(batch)", False),
    ],
)
def test_numbers_are_groups_within_c(formula, grouped):
    assert is_grouped("batch", formula) == grouped
