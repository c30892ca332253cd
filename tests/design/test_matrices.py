"""Each contrast is one coefficient of a model matrix, or the design is refused with the reason."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from builders.designs import TRD, combine, compare, design, table
from mirtrd.core.job import UserError
from mirtrd.design.advice import design_notes
from mirtrd.design.contrasts import Design
from mirtrd.design.matrices import make_model, model_matrix, reduced_matrix, smallest_group

SEXES = "~ sex + condition + sex:condition"
DIFFERENCE = "sex[T.M]:condition[T.TRD]"


def matrix_of(sheet, formula, contrast=TRD, **references) -> tuple[pd.DataFrame, str]:
    return model_matrix(sheet, design(formula, contrast, **references), contrast)


FOUR = table(
    condition="control control control TRD TRD TRD " * 2,
    sex="F " * 6 + "M " * 6,
    age="31 45.5 28 60 39 52 44 35 41 50 29 63",
)
MEANS = {("F", "control"): 1.0, ("F", "TRD"): 4.0, ("M", "control"): 2.0, ("M", "TRD"): 9.0}


def estimate(sheet, formula, contrast, values, **references) -> float:
    """The least-squares estimate of a contrast."""
    matrix, coefficient = matrix_of(sheet, formula, contrast, **references)
    assert matrix.shape[1] == np.linalg.matrix_rank(matrix)
    fitted = np.linalg.lstsq(matrix, values, rcond=None)[0]
    return dict(zip(matrix, fitted, strict=True))[coefficient]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({DIFFERENCE: 1}, (9 - 2) - (4 - 1)),
        ({"condition[T.TRD]": 1, DIFFERENCE: 1}, 9 - 2),  # in men
        ({"condition[T.TRD]": 1, DIFFERENCE: 0.5}, ((9 - 2) + (4 - 1)) / 2),
        ({"condition[T.TRD]": -2}, -2 * (4 - 1)),
        ({"Intercept": 1, "sex[T.M]": 1, DIFFERENCE: 0}, 2),
    ],
)
def test_weights_of_coefficients_give_their_sum(weights, expected):
    values = [MEANS[key] for key in zip(FOUR["sex"], FOUR["condition"], strict=True)]
    found = estimate(FOUR, SEXES, combine(**weights), values, condition="control", sex="F")
    assert found == pytest.approx(expected)


def test_any_contrast_spans_the_same_space():
    plain, _ = matrix_of(FOUR, SEXES)
    weights = {"condition[T.TRD]": 1, DIFFERENCE: 0.5}
    other, name = matrix_of(FOUR, SEXES, combine(**weights), condition="control")
    assert name == f"condition[T.TRD] + 0.5 {DIFFERENCE}"
    assert np.linalg.matrix_rank(np.hstack([plain, other])) == plain.shape[1] == other.shape[1]


# Five patients in one response group, three in the other, seen twice.
NESTED = table(
    response="yes " * 10 + "no " * 6,
    number="1 1 2 2 3 3 4 4 5 5 1 1 2 2 3 3",
    time="before after " * 8,
)


def test_individuals_nested_in_groups_of_unequal_size():
    formula = "~ response + response:C(number) + response:time"
    weights = {"response[yes]:time[T.after]": 1, "response[no]:time[T.after]": -1}
    people = NESTED["number"].astype(float) ** 2 + 10 * (NESTED["response"] == "yes")
    change = NESTED["response"].map({"yes": 3.0, "no": 0.5})
    values = people + change * (NESTED["time"] == "after")
    contrast = combine(**weights)
    references = {"response": "no", "time": "before"}
    found = estimate(NESTED, formula, contrast, values, **references)
    assert found == pytest.approx(3.0 - 0.5)
    notes = design_notes(NESTED, design(formula, contrast, **references), contrast)
    assert (
        "left out because they are 0 in all samples: response[no]:C(number)[T.4], "
        "response[no]:C(number)[T.5]"
    ) in notes


def test_a_cell_without_samples_leaves_the_other_cells_as_they_are():
    sheet = table(condition="TRD TRD control control control control", batch="A A A A B B")
    values = [5.0, 7.0, 1.0, 3.0, 8.0, 10.0]
    assert estimate(sheet, "~ batch * condition", TRD, values) == pytest.approx(4.0)
    notes = design_notes(sheet, design("~ batch * condition"), TRD)
    assert "left out because they are 0 in all samples: batch[T.B]:condition[T.TRD]" in notes


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"condition[T.trd]": 1}, r"has no coefficient 'condition\[T\.trd\]'; it has Intercept, s"),
        ({"condition[T.TRD]": 0}, r"all weights of coefficients are 0$"),
    ],
)
def test_weights_that_mean_nothing_are_refused(weights, message):
    with pytest.raises(UserError, match=message):
        matrix_of(FOUR, SEXES, combine(**weights), condition="control")


def test_the_reduced_design_leaves_out_terms():
    reduced = reduced_matrix(FOUR, design(SEXES), compare(reduced="~ sex"))
    assert list(reduced) == ["Intercept", "sex[T.M]"]
    reduced = reduced_matrix(FOUR, design("~ condition"), compare(reduced="~ 1"))
    assert list(reduced) == ["Intercept"]
    assert len(reduced) == len(FOUR)


@pytest.mark.parametrize(
    ("reduced", "message"),
    [
        ("~ age", r"reduced '~ age' names age, which '~ sex \+ condition' does not$"),
        ("~ sex + condition", r"reduced .* is no part of the design .*: leave out terms$"),
        ("~ sex:condition", r"reduced '~ sex:condition' is no part of the design"),
        ("~ sex +", r"'~ sex \+' is not a formula"),
    ],
)
def test_a_reduced_design_that_is_not_nested_is_refused(reduced, message):
    with pytest.raises(UserError, match=message):
        reduced_matrix(FOUR, design("~ sex + condition"), compare(reduced=reduced))


def test_the_smallest_group_of_all_contrasts():
    sheet = table(
        condition="TRD TRD TRD control control control control",
        sex="F M M F M M M",
        age="1.5 2 3 4 5 6 7",
    )
    assert smallest_group(sheet, design("~ condition")) == 3
    difference = combine(**{DIFFERENCE: 1})
    # Two men with TRD, and two women in all.
    assert smallest_group(sheet, design(SEXES, TRD, difference)) == 2
    # Half of seven.
    assert smallest_group(sheet, design("~ age + condition", combine(age=1))) == 3
    # Without contrasts, all samples are one group.
    assert smallest_group(sheet, Design(formula="~ 1")) == 7


# Contrasts of levels

COHORT = table(
    condition="control control control control TRD TRD TRD TRD",
    batch="A A B B A A B B",
    code="1 1 2 2 1 1 2 2",
    center="X Y X Y X Y X Y",
    age="31 45.5 28 60 39 52 44 35",
    arm="0 0 0 0 1 1 1 1",
)


@pytest.mark.parametrize(
    ("tested", "reference"), [("TRD", "control"), ("control", "TRD")], ids=["TRD", "control"]
)
def test_the_coefficient_is_tested_versus_reference_whatever_the_alphabet(tested, reference):
    contrast = compare(tested, reference)
    matrix, coefficient = matrix_of(COHORT, "~ batch + condition", contrast)
    assert list(matrix.index) == list(COHORT.index)
    assert list(matrix.columns) == ["Intercept", "batch[T.B]", coefficient]
    assert list(matrix[coefficient]) == [float(c == tested) for c in COHORT["condition"]]
    # Group means of 5 in the reference and 7 in the tested group: a change of +2.
    values = np.where(COHORT["condition"] == tested, 7.0, 5.0)
    change = np.linalg.lstsq(matrix, values, rcond=None)[0][list(matrix).index(coefficient)]
    assert change == pytest.approx(2)


def test_three_groups_give_each_contrast_its_own_coefficient():
    sheet = table(condition="TRD responder control TRD responder control TRD responder control")
    for tested, reference in [("TRD", "control"), ("responder", "TRD"), ("control", "responder")]:
        matrix, coefficient = matrix_of(sheet, "~ condition", compare(tested, reference))
        means = {"control": 1.0, "TRD": 4.0, "responder": 9.0}
        values = sheet["condition"].map(means).astype(float)
        fitted = np.linalg.lstsq(matrix, values, rcond=None)[0]
        change = dict(zip(matrix, fitted, strict=True))[coefficient]
        assert change == pytest.approx(means[tested] - means[reference])


def test_a_measurement_is_one_numeric_column():
    matrix, _ = matrix_of(COHORT, "~ center(age) + condition")
    ages = np.array([31, 45.5, 28, 60, 39, 52, 44, 35])
    np.testing.assert_allclose(matrix["center(age)"], ages - ages.mean())


@pytest.mark.parametrize("term", ["age", "scale(age)"])
def test_a_measurement_is_scaled_by_itself_or_by_the_formula(term):
    """scale(x) is (x - mean) / standard deviation (n - 1)."""
    matrix, _ = matrix_of(COHORT, f"~ {term} + condition")
    ages = np.array([31, 45.5, 28, 60, 39, 52, 44, 35])
    expected = (ages - ages.mean()) / ages.std(ddof=1)
    np.testing.assert_allclose(matrix[term], expected)
    notes = design_notes(COHORT, design(f"~ {term} + condition"), TRD)
    told = "age is centred at 41.81 and divided by its standard deviation, 10.79"
    assert any(note.startswith(told) for note in notes) == (term == "age")


@pytest.mark.parametrize("formula", ["~ C(code) + condition", "~ C(code, contr.sum) + condition"])
def test_groups_that_are_numbers_are_groups_if_said_so(formula):
    matrix, _ = matrix_of(COHORT, formula)
    second = matrix.iloc[:, 1]
    assert second.groupby(COHORT["code"]).nunique().tolist() == [1, 1]
    assert second.nunique() == 2


def test_a_column_may_be_named_like_a_function_of_formulas():
    matrix, _ = matrix_of(COHORT, "~ center + condition")
    assert list(matrix["center[T.Y]"]) == [0, 1] * 4


def test_the_factor_of_a_contrast_may_be_coded_in_numbers():
    matrix, coefficient = matrix_of(COHORT, "~ arm", compare("1", "0", "arm"))
    assert list(matrix[coefficient]) == [0, 0, 0, 0, 1, 1, 1, 1]
    matrix, coefficient = matrix_of(COHORT, "~ arm", compare("0", "1", "arm"))
    assert list(matrix[coefficient]) == [1, 1, 1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("formula", "contrast", "message"),
    [
        ("~ condition", {"tested": "Trd"}, r"tested level 'Trd' is not in column 'condition', whi"),
        ("~ condition", {"reference": "HC"}, r"reference level 'HC' is not in .* control, TRD$"),
        ("~ condition", {"tested": "control"}, r"no coefficient for control versus control"),
        ("~ batch", {}, r"factor 'condition' is not in the design '~ batch'$"),
        ("~ sex + condition", {}, r"column 'sex' is not in the sample sheet, which has condition"),
        ("~ 0 + condition", {}, r"gives no coefficient for TRD versus control; .* intercept"),
        ("~ condition:batch", {}, r"gives no coefficient .* as a term of its own$"),
        ("~ condition +", {}, r"'~ condition \+' is not a formula"),
        ("~ C(batch", {}, r"'~ C\(batch' is not a formula"),
        ("counts ~ condition", {}, r"has a left side: write it as '~ condition'$"),
        ("~ batch | condition", {}, r"has several parts: write it without '\|'$"),
        ("~ scale(batch) + condition", {}, r"cannot be evaluated on the sheet \(Unable to"),
    ],
)
def test_a_design_that_does_not_fit_the_sheet_is_refused(formula, contrast, message):
    with pytest.raises(UserError, match=message) as raised:
        matrix_of(COHORT, formula, compare(**contrast))
    assert "\n" not in str(raised.value)


def test_a_group_of_one_sample_is_refused():
    sheet = table(condition="control control TRD")
    message = r"group 'TRD' has 1 usable sample, at least 2 are needed"
    with pytest.raises(UserError, match=message):
        matrix_of(sheet, "~ condition")


def test_an_empty_cell_in_a_column_of_the_design_is_refused_and_elsewhere_not():
    sheet = COHORT.copy()
    sheet.loc[["s2", "s5"], "batch"] = ""
    with pytest.raises(UserError, match=r"sheet, column 'batch': no value for s2, s5, but the des"):
        matrix_of(sheet, "~ batch + condition")
    matrix_of(sheet, "~ condition")


@pytest.mark.parametrize(
    ("columns", "formula", "message"),
    [
        (
            {"condition": "TRD TRD TRD control control control", "batch": "A A A B B B"},
            "~ batch + condition",
            r"condition\[T\.TRD\] follows from .*batch\[T\.B\] \(batch A holds only condition TRD",
        ),
        (
            {"condition": "TRD TRD TRD control control control", "batch": "A A A B B C"},
            "~ batch + condition",
            r"condition\[T\.TRD\] follows from .*batch\[T\.B\].* \(batch A holds only condition T",
        ),
        (
            {"condition": "TRD TRD TRD control control control", "dose": "1.5 1.5 1.5 0 0 0"},
            "~ dose + condition",
            r"condition\[T\.TRD\] follows from .*dose",
        ),
    ],
    ids=["two batches", "three batches", "measurement"],
)
def test_a_confounded_design_names_its_columns(columns, formula, message):
    with pytest.raises(UserError, match=f"is confounded: {message}"):
        matrix_of(table(**columns), formula)


def test_a_batch_of_controls_only_is_no_obstacle_while_another_holds_both():
    sheet = table(condition="TRD TRD control control control control", batch="A A A A B B")
    _, coefficient = matrix_of(sheet, "~ batch + condition")
    assert coefficient == "condition[T.TRD]"


@pytest.mark.parametrize(
    ("columns", "formula", "numbers"),
    [
        # Intercept, condition and as many covariates: 4 of 4, and 5 of 4.
        ({"sex": "F F M F", "batch": "A B B A"}, "~ sex + batch + condition", (4, 4)),
        ({"patient": "a b c d"}, "~ patient + condition", (5, 4)),
    ],
)
def test_no_more_coefficients_than_samples(columns, formula, numbers):
    sheet = table(condition="TRD TRD control control", **columns)
    message = "has {} coefficients but there are only {} usable samples".format(*numbers)
    with pytest.raises(UserError, match=message):
        matrix_of(sheet, formula)


def test_one_odd_value_among_numbers_is_not_taken_for_a_group():
    sheet = pd.DataFrame(
        {
            "condition": ["TRD", "control"] * 4,
            "age": ["40", "41", "4o", "43", "44", "45", "46", "47"],
        },
        index=[f"s{number}" for number in range(8)],
    )
    with pytest.raises(UserError, match=r"column 'age': '4o' \(sample s2\) is not a number"):
        matrix_of(sheet, "~ age + condition")


@given(
    groups=st.lists(st.sampled_from(["TRD", "control", "responder"]), min_size=8, max_size=16),
    batches=st.lists(st.sampled_from("AB"), min_size=16, max_size=16),
    values=st.lists(st.floats(-10, 10), min_size=16, max_size=16),
)
def test_swapping_tested_and_reference_negates_the_effect(groups, batches, values):
    assume(min(groups.count(level) for level in ("TRD", "control")) >= 2)
    sheet = pd.DataFrame({"condition": groups, "batch": batches[: len(groups)]}).set_axis(
        [f"s{number}" for number in range(len(groups))]
    )
    try:
        there = estimate(sheet, "~ batch + condition", TRD, values[: len(groups)])
    except UserError:  # batches drawn at random may be confounded
        reject()
    back = estimate(sheet, "~ batch + condition", compare("control", "TRD"), values[: len(groups)])
    assert back == pytest.approx(-there, abs=1e-6)


def test_the_model_of_a_likelihood_ratio_test_has_both_matrices():
    ratio = compare(reduced="~ sex")
    model = make_model(FOUR, design("~ sex + condition", ratio), ratio)
    assert model.coefficient == "condition[T.TRD]"
    assert list(model.reduced) == ["Intercept", "sex[T.M]"]
    assert model.directed
    other = compare(reduced="~ condition")
    assert not make_model(FOUR, design("~ sex + condition", other), other).directed
