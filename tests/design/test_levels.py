"""Numbers that may be people or batches, levels that are one, and words for a missing value."""

import numpy as np
import pandas as pd
import pytest

from builders.designs import compare, design, table
from mirtrd.core.job import UserError
from mirtrd.design.levels import chance_variance, check_levels, may_be_groups

PEOPLE = np.random.default_rng(11)


def sheet_of(values, name: str = "age") -> pd.DataFrame:
    values = [str(value) for value in values]
    groups = ["TRD", "control"] * len(values)
    columns = {"condition": groups[: len(values)], name: values}
    return pd.DataFrame(columns, index=[f"s{n}" for n in range(len(values))])


def refusal(values, formula: str = "~ age + condition") -> str:
    with pytest.raises(UserError) as raised:
        check_levels(sheet_of(values), design(formula))
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize("people", [50, 80, 200, 1000])
def test_ages_of_many_people_are_measured(people):
    for ages in (PEOPLE.integers(18, 71, people), PEOPLE.normal(45, 13, people).round()):
        assert not may_be_groups(pd.Series(ages))
        assert check_levels(sheet_of(map(int, ages)), design("~ age + condition")) == []


def test_numbers_that_all_differ_or_are_not_whole_are_measured():
    assert not may_be_groups(pd.Series([31, 45, 52, 60]))
    assert not may_be_groups(pd.Series([1.5, 1.5, 2.5, 2.5]))


def visits(patients: int, number: int, missing: int) -> list[int]:
    """The patients of all visits, the last visits of some of them missing."""
    taken = np.repeat(np.arange(1, patients + 1), number)
    return list(np.delete(taken, np.arange(missing) * number + number - 1))


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(visits(8, 2, 0), id="pairs"),
        pytest.param(visits(8, 2, 1), id="a partner missing"),
        pytest.param(visits(8, 2, 6), id="most partners missing"),
        pytest.param([*visits(8, 2, 0), 3], id="pairs and one sample more"),
        pytest.param(visits(20, 3, 0), id="three visits"),
        pytest.param(visits(20, 3, 8), id="three visits, some missing"),
        pytest.param(visits(60, 3, 20), id="three visits of many, some missing"),
        pytest.param(visits(50, 4, 10), id="four visits of many"),
        pytest.param([1, 1, 1, 2, 2, 2], id="two people, three samples each"),
        pytest.param(np.repeat(range(1, 6), 8), id="batches of equal size"),
        pytest.param(np.repeat(range(1, 6), [12, 9, 8, 6, 5]), id="batches of unequal size"),
        pytest.param(np.repeat(range(24), range(2, 26)), id="many batches of unequal size"),
        pytest.param([0, 1] * 6, id="a code"),
    ],
)
def test_numbers_of_people_and_batches_have_to_be_written_as_such(numbers):
    message = (
        f"expression.design: column 'age' holds {len(set(numbers))} different whole numbers in "
        f"{len(numbers)} samples, which may be measured or stand for people or batches: write "
        "C(age) for groups or scale(age) for a measurement"
    )
    assert refusal(numbers) == message
    for formula in ("~ C(age) + condition", "~ scale(age) + condition"):
        assert check_levels(sheet_of(numbers), design(formula)) == []


def test_the_variance_by_chance_is_that_of_a_poisson_distribution_without_zeros():
    for rate in (0.1, 1.0, 4.0):
        drawn = np.random.default_rng(2).poisson(rate, 400_000)
        drawn = drawn[drawn > 0]
        assert chance_variance(drawn.mean()) == pytest.approx(drawn.var(), rel=0.05)


def test_an_infinite_number_is_named():
    assert "number of sample s1 is infinite" in refusal(["1.5", "inf", "2.5", "3.5"])


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["TRD", "trd", "x"], "'TRD' and 'trd' look like one level written in two ways"),
        (["non responder", "non-responder"], "'non responder' and 'non-responder' look like one"),
        (["a b", "a\u00a0b"], "look like one level"),
        (["é", "e\u0301"], "look like one level"),
        (["F", "NA", "M"], "'NA' (s1) says that there is no value, but the design needs one: fill"),
        (["F", "not collected"], "'not collected' (s1) says that there is no value"),
        (["F"] + ["n/a"] * 7, "'n/a' (s1, s2, s3, s4, s5 and 2 more) says that there is no value"),
        (["31", ".", "35"], "'.' (s1) says that there is no value"),
        (["34,5", "35", "36,1"], "'34,5' has a decimal comma: write 34.5, or C(age) in expression"),
        (
            ["30 years", "31 years", "40 years"],
            "'30 years' is a number with a unit: leave the unit",
        ),
        (["30y", "31y", "40y"], "'30y' is a number with a unit"),
    ],
)
def test_cells_that_are_not_what_they_seem_are_refused(cells, message):
    found = refusal(cells)
    assert found.startswith("sample sheet, column 'age': ")
    assert message in found


def test_levels_that_differ_in_more_than_spelling_are_levels():
    for cells in (["ER+", "ER-"], ["none", "5 mg"], ["A1", "A-1"], ["1st", "2nd"]):
        assert check_levels(sheet_of(cells), design("~ age + condition")) == []


def test_what_may_be_meant_is_noted():
    notes = check_levels(sheet_of(["F", "unknown", "M", "unknown"]), design("~ age + condition"))
    assert notes == ["'unknown' in column 'age' is a level like any other, shared by 2 samples"]
    notes = check_levels(sheet_of(["0 h", "24 h"] * 3), design("~ age + condition"))
    assert notes == ["column 'age': '0 h' is a number with a unit, taken for one of 2 groups"]


def test_levels_that_the_config_names_are_what_it_says():
    sheet = table(condition="AA aa AA aa NA NA")
    contrasts = (compare("AA", "aa"), compare("NA", "aa"))
    assert check_levels(sheet, design("~ condition", *contrasts)) == []


def test_columns_that_the_design_does_not_name_are_left_alone():
    sheet = sheet_of(["TRD", "trd", "NA", "1"], "other")
    assert check_levels(sheet, design("~ condition")) == []
