"""Several samples of one person are recognised, said, and added up when asked."""

import pytest

from builders.designs import combine, compare, design, table
from mirtrd.core.job import UserError
from mirtrd.design.persons import (
    describe_sums,
    libraries_to_sum,
    names_persons,
    person_notes,
    summed_samples,
)

TIME = compare("after", "before", "time")
CONDITION = compare()


@pytest.mark.parametrize(
    ("column", "is_one"),
    [("patient", True), ("Patient_ID", True), ("subject", True), ("donors", True),
     ("patient_in_group", False), ("batch", False), ("personality", False)],
)  # fmt: skip
def test_columns_of_persons_are_known_by_their_names(column, is_one):
    assert names_persons(column) == is_one


def test_without_a_column_of_persons_nothing_is_said():
    sheet = table(condition="TRD TRD control control", batch="a a b b")
    assert person_notes(sheet, design("~ condition"), CONDITION) == []


def test_one_sample_of_each_person_is_no_matter():
    sheet = table(condition="TRD TRD control control", patient="a b c d")
    assert person_notes(sheet, design("~ condition"), CONDITION) == []


def test_incomplete_pairs_say_how_many_persons_inform_the_contrast():
    sheet = table(time="before after before after before", patient="a a b b c")
    [note] = person_notes(sheet, design("~ patient + time", TIME), TIME)
    assert note.startswith("2 of 3 in patient have samples of both after and before")
    complete = sheet.iloc[:4]
    assert person_notes(complete, design("~ patient + time", TIME), TIME) == []


def test_pairs_that_the_design_lacks_are_told():
    sheet = table(time="before after before after", patient="a a b b")
    [note] = person_notes(sheet, design("~ time", TIME), TIME)
    assert note == (
        "2 of 2 in patient have samples of both after and before, which are taken for independent "
        "persons: add patient to expression.design"
    )


def test_libraries_of_a_person_in_one_group_are_no_independent_persons():
    sheet = table(condition="TRD TRD TRD control control", patient="a a b c d")
    [note] = person_notes(sheet, design("~ condition"), CONDITION)
    assert note == (
        "1 of 4 in patient have several samples of one group, which are taken for independent "
        "persons, so that p-values are too small: set expression.sum_libraries_of to patient, "
        "which adds up the libraries of each"
    )


def test_visits_of_persons_between_whom_is_compared_cannot_simply_be_added_up():
    sheet = table(
        condition="TRD TRD TRD TRD control control control control",
        time="1st 2nd 1st 2nd 1st 2nd 1st 2nd",
        patient="a a b b c c d d",
    )
    [note] = person_notes(sheet, design("~ time + condition"), CONDITION)
    assert "4 of 4 in patient have several samples of one group" in note
    assert "compare one visit at a time" in note


def test_replicates_of_a_visit_are_told_of_pairs_too():
    sheet = table(time="before before after before after", patient="a a a b b")
    [note] = person_notes(sheet, design("~ patient + time", TIME), TIME)
    assert note.startswith("1 of 2 in patient have several samples of one group, which are taken")
    assert "independent visits" in note


def test_a_contrast_of_coefficients_has_persons_too():
    sheet = table(age="30 30 40", patient="a a b")
    [note] = person_notes(sheet, design("~ age"), combine(age=1))
    assert note.startswith("1 of 2 in patient have several samples")


def test_an_empty_cell_is_nobody():
    sheet = table(condition="TRD TRD control control", patient="a b c d")
    sheet.loc[["s1", "s2"], "patient"] = ""
    assert person_notes(sheet, design("~ condition"), CONDITION) == []
    assert libraries_to_sum(sheet, "patient", design("~ condition")) == {}


def test_libraries_are_added_up_that_are_equal_in_the_design():
    sheet = table(
        condition="TRD TRD TRD control control",
        batch="x x y x x",
        lane="1 2 1 1 2",
        patient="a a a c c",
    )
    groups = libraries_to_sum(sheet, "patient", design("~ batch + condition"))
    assert groups == {"s1": ["s1", "s2"], "s4": ["s4", "s5"]}
    assert list(summed_samples(sheet, groups).index) == ["s1", "s3", "s4"]
    assert describe_sums(groups, "patient")["s1"] == (
        "s1 is the sum of 2 libraries of one patient: s1, s2"
    )
    # Without the batch in the design, all three of patient a are one sample.
    assert libraries_to_sum(sheet, "patient", design("~ condition"))["s1"] == ["s1", "s2", "s3"]


def test_what_is_measured_of_each_library_may_differ():
    sheet = table(condition="TRD TRD", haemolysis="1.2 1.3", patient="a a")
    asked = design("~ haemolysis + condition")
    assert libraries_to_sum(sheet, "patient", asked) == {}
    assert libraries_to_sum(sheet, "patient", asked, "haemolysis") == {"s1": ["s1", "s2"]}


def test_nothing_is_added_up_unasked():
    sheet = table(condition="TRD TRD", patient="a a")
    assert libraries_to_sum(sheet, "", design("~ condition")) == {}


def test_a_column_that_is_not_there_is_refused():
    sheet = table(condition="TRD TRD")
    with pytest.raises(UserError, match="sum_libraries_of: column 'patient' is not in the sample"):
        libraries_to_sum(sheet, "patient", design("~ condition"))
