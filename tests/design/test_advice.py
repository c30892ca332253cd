"""What a reader is told of a design that can be fitted."""

from builders.designs import TRD, compare, design, table
from mirtrd.design.advice import design_notes


def notes_on(formula: str, contrast=TRD, **columns: str) -> list[str]:
    return design_notes(table(**columns), design(formula, contrast), contrast)


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
    sheet = table(
        condition="control control control TRD TRD TRD " * 2,
        sex="F " * 6 + "M " * 6,
        age="31 45.5 28 60 39 52 44 35 41 50 29 63",
    )
    (note,) = design_notes(sheet, design("~ sex * condition", sex="F"), TRD)
    assert note == (
        "condition interacts with sex: TRD versus control is the effect for sex = F, not an average"
    )
    assert (
        "for age at its mean, not an average"
        in design_notes(sheet, design("~ age * condition"), TRD)[1]
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
        "contrast": compare("after", "before", "time"),
        "patient": "a a b b c c d d e e f f g",
        "time": "before after " * 6 + "before",
    }
    note, _ = notes_on("~ patient + time", **paired)
    assert note == "one sample each in patient g: it is used up by the coefficient of its level"
