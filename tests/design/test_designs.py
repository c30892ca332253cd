"""Contrasts of coefficients, likelihood-ratio designs, and what is said about a design."""

import numpy as np
import pandas as pd
import pytest

from mirtrd.core.job import UserError
from mirtrd.design.designs import (
    check_expression,
    design_notes,
    model_matrix,
    reduced_matrix,
    reference_levels,
    smallest_group,
)

CONTRAST = {"factor": "condition", "tested": "TRD", "reference": "control"}
REFERENCES = {"condition": "control", "sex": "F"}
SEXES = "~ sex + condition + sex:condition"
DIFFERENCE = "sex[T.M]:condition[T.TRD]"


def table(**columns: str) -> pd.DataFrame:
    """A sheet from columns of cells separated by blanks."""
    cells = {name: text.split() for name, text in columns.items()}
    size = len(next(iter(cells.values())))
    return pd.DataFrame(cells, index=[f"s{number}" for number in range(1, size + 1)], dtype=str)


FOUR = table(
    condition="control control control TRD TRD TRD " * 2,
    sex="F " * 6 + "M " * 6,
    age="31 45.5 28 60 39 52 44 35 41 50 29 63",
)
MEANS = {("F", "control"): 1.0, ("F", "TRD"): 4.0, ("M", "control"): 2.0, ("M", "TRD"): 9.0}


def estimate(sheet, formula, contrast, values, references=REFERENCES) -> float:
    """The least-squares estimate of a contrast."""
    matrix, coefficient = model_matrix(sheet, formula, contrast, references)
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
    assert estimate(FOUR, SEXES, {"coefficients": weights}, values) == pytest.approx(expected)


def test_any_contrast_spans_the_same_space():
    plain, _ = model_matrix(FOUR, SEXES, CONTRAST, REFERENCES)
    weights = {"condition[T.TRD]": 1, DIFFERENCE: 0.5}
    other, name = model_matrix(FOUR, SEXES, {"coefficients": weights}, REFERENCES)
    assert name == f"condition[T.TRD] + 0.5 {DIFFERENCE}"
    assert np.linalg.matrix_rank(np.hstack([plain, other])) == plain.shape[1] == other.shape[1]


def test_references_come_from_the_config_then_from_the_first_contrast():
    contrasts = [{**CONTRAST, "reference": "HC"}, CONTRAST, {"coefficients": {"x": 1}}]
    assert reference_levels(contrasts, {"sex": "M"}) == {"sex": "M", "condition": "HC"}
    matrix, _ = model_matrix(FOUR, SEXES, CONTRAST, {"sex": "M"})
    assert "sex[T.F]" in matrix
    with pytest.raises(UserError, match=r"expression\.references: level 'X' is not in column 'se"):
        model_matrix(FOUR, SEXES, CONTRAST, {"sex": "X"})


# Five patients in one response group, three in the other, seen twice.
NESTED = table(
    response="yes " * 10 + "no " * 6,
    number="1 1 2 2 3 3 4 4 5 5 1 1 2 2 3 3",
    time="before after " * 8,
)


def test_individuals_nested_in_groups_of_unequal_size():
    formula = "~ response + response:C(number) + response:time"
    references = {"response": "no", "time": "before"}
    weights = {"response[yes]:time[T.after]": 1, "response[no]:time[T.after]": -1}
    people = NESTED["number"].astype(float) ** 2 + 10 * (NESTED["response"] == "yes")
    change = NESTED["response"].map({"yes": 3.0, "no": 0.5})
    values = people + change * (NESTED["time"] == "after")
    contrast = {"coefficients": weights}
    assert estimate(NESTED, formula, contrast, values, references) == pytest.approx(3.0 - 0.5)
    notes = design_notes(NESTED, formula, contrast, references)
    assert (
        "left out because they are 0 in all samples: response[no]:C(number)[T.4], "
        "response[no]:C(number)[T.5]"
    ) in notes


def test_a_cell_without_samples_leaves_the_other_cells_as_they_are():
    sheet = table(condition="TRD TRD control control control control", batch="A A A A B B")
    values = [5.0, 7.0, 1.0, 3.0, 8.0, 10.0]
    assert estimate(sheet, "~ batch * condition", CONTRAST, values, {}) == pytest.approx(4.0)
    notes = design_notes(sheet, "~ batch * condition", CONTRAST)
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
        model_matrix(FOUR, SEXES, {"coefficients": weights}, REFERENCES)


def test_the_reduced_design_leaves_out_terms():
    reduced = reduced_matrix(FOUR, SEXES, {**CONTRAST, "reduced": "~ sex"}, REFERENCES)
    assert list(reduced) == ["Intercept", "sex[T.M]"]
    reduced = reduced_matrix(FOUR, "~ condition", {**CONTRAST, "reduced": "~ 1"})
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
        reduced_matrix(FOUR, "~ sex + condition", {**CONTRAST, "reduced": reduced})


def expression(contrast: dict, **others) -> dict:
    given = {"design": "~ sex + condition", "references": {}, "lfc_threshold": 0, **others}
    return {**given, "contrasts": {"one": contrast}}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (expression({"factor": "condition", "tested": "TRD"}), r"contrasts\.one\.reference is mis"),
        (expression({"reduced": "~ sex"}), r"contrasts\.one\.factor is missing: a contrast has"),
        (
            expression({**CONTRAST, "coefficients": {"x": 1}}),
            r"contrasts\.one has both factor and coefficients, expected one of the two$",
        ),
        (
            expression({**CONTRAST, "reduced": "~ sex"}, lfc_threshold=0.5),
            r"one\.reduced: a likelihood-ratio test has no threshold, expected .* 0, found 0\.5$",
        ),
        (expression(CONTRAST, references={"six": "F"}), r"references has 'six', which is no col"),
    ],
)
def test_a_contrast_is_of_one_kind(given, message):
    with pytest.raises(UserError, match=f"^config: expression.*{message}") as raised:
        check_expression(FOUR, given)
    assert "\n" not in str(raised.value)


def test_the_smallest_group_of_all_contrasts():
    sheet = table(
        condition="TRD TRD TRD control control control control",
        sex="F M M F M M M",
        age="1.5 2 3 4 5 6 7",
    )
    assert smallest_group(sheet, "~ condition", [CONTRAST]) == 3
    difference = {"coefficients": {DIFFERENCE: 1}}
    # Two men with TRD, and two women in all.
    assert smallest_group(sheet, SEXES, [CONTRAST, difference], REFERENCES) == 2
    # Half of seven.
    assert smallest_group(sheet, "~ age + condition", [{"coefficients": {"age": 1}}]) == 3


# What is said about a design that can be fitted


def notes_on(formula: str, contrast=CONTRAST, references=None, **columns: str) -> list[str]:
    return design_notes(table(**columns), formula, contrast, references)


def test_a_balanced_design_has_no_notes():
    assert (
        notes_on("~ condition", condition="TRD TRD TRD TRD control control control control") == []
    )
    assert (
        notes_on(
            "~ batch + condition",
            condition="TRD TRD TRD TRD control control control control",
            batch="A A B B A A B B",
        )
        == []
    )


def test_an_interaction_changes_what_a_contrast_means():
    contrast = {**CONTRAST, "tested": "TRD"}
    (note,) = design_notes(FOUR, SEXES, contrast, REFERENCES)
    assert note == (
        "condition interacts with sex: TRD versus control is the effect for sex = F, not an average"
    )
    assert (
        "for age at its mean, not an average"
        in design_notes(FOUR, "~ age * condition", CONTRAST)[1]
    )


def test_an_unbalanced_batch_is_told_with_its_table():
    # Of the 8 samples, batch explains half of the variance of the groups: 1 / (1 - 1/2) = 2 would
    # be for V = 0.71; here 3 of 4 against 1 of 4, V = 1/2, so 1 / (1 - 1/4).
    (note,) = notes_on(
        "~ batch + condition",
        condition="TRD TRD TRD TRD control control control control",
        batch="A A A B A B B B",
    )
    assert note == (
        "batch x condition is unbalanced (A: 3 TRD, 1 control; B: 1 TRD, 3 control): adjusting for "
        "batch multiplies the variance of TRD versus control by 1.3"
    )


def test_a_batch_that_holds_one_group_only_is_told():
    (note,) = notes_on(
        "~ C(batch) + condition",
        condition="TRD TRD TRD control control control control control control",
        batch="1 1 1 1 1 1 2 2 2",
    )
    assert note.startswith("batch x condition is unbalanced (1: 3 TRD, 3 control; 2: 0 TRD, 3 con")


def test_a_measurement_that_differs_between_the_groups_is_told():
    notes = notes_on(
        "~ age + condition",
        condition="TRD TRD TRD TRD control control control control",
        age="60.5 62 64 66 30 32 35 31",
    )
    # Means 63.125 and 32, a standard deviation of 16.77.
    told = "age x condition is unbalanced (means differ by 1.9 of its SD)"
    assert any(note.startswith(told) for note in notes)


def test_few_samples_are_told():
    notes = notes_on("~ condition", condition="TRD TRD control control control")
    assert notes == [
        "group TRD has 2 samples: an outlier among fewer than 3 cannot be told",
        "only 3 residual degrees of freedom (5 samples, 2 coefficients): too few to judge the "
        "dispersion of a miRNA",
    ]


def test_levels_of_one_sample_are_told():
    paired = {
        "contrast": {"factor": "time", "tested": "after", "reference": "before"},
        "patient": "a a b b c c d d e e f f g",
        "time": "before after " * 6 + "before",
    }
    (note,) = notes_on("~ patient + time", **paired)
    assert note == "one sample each in patient g: it is used up by the coefficient of its level"


def test_notes_of_all_contrasts_are_given_once():
    given = expression(CONTRAST, design=SEXES, references=REFERENCES)
    given["contrasts"]["again"] = CONTRAST
    assert len(check_expression(FOUR, given)) == 1
