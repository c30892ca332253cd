"""What depositors say of samples becomes columns that formulas take; nothing is read into it."""

import pytest

from mirtrd.accession.columns import TAKEN, column_name, find_matrices, make_columns, take_condition
from mirtrd.accession.studies import Sample
from mirtrd.core.job import UserError
from mirtrd.inputs.sheets import FILES, LIBRARY, NEEDED, RUNS, SECOND_READS


def samples(*facts):
    return [Sample(name=f"s{n}", runs=(), facts=pairs) for n, pairs in enumerate(facts)]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("treatment response", "treatment_response"),
        ("MADRS (week 0)", "madrs_week_0"),
        ("24h dose", "x_24h_dose"),
        ("Médicament", "medicament"),
        ("β", "characteristic"),
        ("", "characteristic"),
        ("a__b", "a__b"),
    ],
)
def test_names_of_columns_fit_into_formulas(key, name):
    assert column_name(key) == name
    assert name.isidentifier()


def test_what_is_the_same_for_all_is_no_column():
    columns = make_columns(
        samples([("sex", "F"), ("tissue", "x")], [("sex", "M"), ("tissue", "x")])
    )
    assert columns.cells == {"sex": ["F", "M"]}
    assert columns.constants == {"tissue": "x"}


def test_missing_values_are_empty_and_no_constants():
    columns = make_columns(samples([("age", "40")], [], [("age", "")]))
    assert columns.cells == {"age": ["40", "", ""]}
    assert columns.constants == {}


def test_doubled_keys_and_keys_that_mean_something_here_get_numbers():
    facts = [("drug", "a"), ("drug", "b"), ("condition", "c"), ("Matrix", "d"), ("R2", "e")]
    columns = make_columns(samples(facts, [("drug", "z")]))
    assert columns.cells == {
        "drug": ["a", "z"],
        "drug_2": ["b", ""],
        "condition_2": ["c", ""],
        "matrix_2": ["d", ""],
        "r2_2": ["e", ""],
    }


def test_all_columns_that_mean_something_are_taken():
    assert set(TAKEN) == {*NEEDED, "condition", FILES, RUNS, *LIBRARY, *SECOND_READS}


def test_columns_with_few_levels_of_several_samples_may_be_the_condition():
    cells = {
        "response": "RRRNNN",
        "two_of_one": "RRRRNN",
        "all_different": "ABCDEF",
        "same": "AAAAAA",
    }
    facts = [[(name, values[n]) for name, values in cells.items()] for n in range(6)]
    columns = make_columns(samples(*facts))
    assert columns.candidates == ["response"]
    assert columns.levels("response") == {"R": 3, "N": 3}


def test_the_condition_is_the_column_that_is_named():
    columns = make_columns(samples([("Treatment response", "R"), ("x", "1")], [("x", "2")]))
    for named in ("treatment_response", "Treatment response"):
        rest, condition = take_condition(columns, named)
        assert condition == ["R", ""]
        assert list(rest.cells) == ["x"]
    assert take_condition(columns, "") == (columns, [])


def test_a_column_called_condition_can_be_named():
    columns = make_columns(samples([("condition", "R")], [("condition", "N")]))
    assert take_condition(columns, "condition")[1] == ["R", "N"]


def test_no_such_column_and_one_level_are_told():
    columns = make_columns(samples([("a", "1"), ("t", "x")], [("a", "2"), ("t", "x")]))
    with pytest.raises(UserError, match=r"condition=b: is no column; columns are a$"):
        take_condition(columns, "b")
    with pytest.raises(UserError, match=r"condition=t: is 'x' for all samples; columns are a$"):
        take_condition(columns, "t")


@pytest.mark.parametrize(
    ("values", "matrix"),
    [
        (["Plasma"], "plasma"),
        (["serum", "serum"], "serum"),
        (["plasma vesicles"], ""),
        (["plasma", "serum"], ""),
        (["asma"], ""),
    ],
)
def test_the_material_is_taken_from_the_exact_word_only(values, matrix):
    assert find_matrices(samples([("source_name", value) for value in values])) == [matrix]
