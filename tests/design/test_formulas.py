"""What a formula may hold, and what it names."""

import pytest

from mirtrd.design.formulas import columns_of, formula_without


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
